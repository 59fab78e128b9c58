/** How people write places into a field: what stands between them, and what is no place at all. */

/** More of a field is not read. */
export const LONGEST = 200;
/** What stands between two places. */
export const BETWEEN =
  /\s*(?:[/|·•;⋅∙‧｜※\n\t]|[↔⇄⇆→➡⟶✈🛫🛬⟷»>]\uFE0F?|<-+>|-+>|\s&\s|\s\+\s|\s(?:and|und|et|y|oder|or|via|then|x|by way of|formerly|ex|previously|originally|originally from|né[e]? [àa])\s)\s*/iu;
/** What stands between a place and what it lies in. */
export const WITHIN = /\s*(?:[,،、，()[\]{}]|\s[-–—~@:]+\s|:\s)\s*/u;
/** "Moved from X to Y", as an arrow. */
const ARROW = /[→➡⟶]|-+>/u;

/** "Lagos → London": the last of several places is where somebody is now. */
export const isMove = (location: string): boolean => ARROW.test(location);

/** A field without marks and pictures; empty if it is an address of a machine. */
export function cleanedLocation(location: string): string {
  const text = location
    .slice(0, LONGEST)
    .normalize('NFKC')
    .replace(/[\p{Cc}\p{Cf}]+/gu, (char) => (/[\n\t]/.test(char) ? '\n' : ''))
    .trim();
  // Addresses of machines are no places.
  if (/(?:https?:|www\.|\S@\S+\.\S|\b\d{1,3}(?:\.\d{1,3}){3}\b|^::|\/dev\/|^[~/\\])/iu.test(text)) return '';
  return text
    .replace(/(?:📍|🏠|🏡|📌)/gu, ' ')
    .replace(/#(?=\p{L})/gu, '')
    .trim();
}
