import { clip } from '../../functions/core/clip.ts';
import { countryName } from '../../functions/people/countries.ts';

/** Whom to meet somewhere, as far as it is printed. */
export interface NearAnswer {
  readonly place: { readonly city?: string; readonly region?: string; readonly country: string };
  readonly people: readonly {
    readonly personId: string;
    readonly handle: string;
    readonly name?: string;
    readonly url: string;
    readonly says: string;
    readonly segment?: string;
    readonly shared: readonly string[];
    readonly isPresent: boolean;
    readonly outreach?: string;
  }[];
  readonly more: number;
  readonly tables: readonly { readonly town: string; readonly ground: string; readonly personIds: readonly string[] }[];
  readonly unread: readonly string[];
}

const CREDIT = 'Places: GeoNames (geonames.org), CC BY 4.0';

/** One paragraph a person; everything of theirs is one bounded line without control characters. */
export function nearText(found: NearAnswer): string {
  const { city, region, country } = found.place;
  const where = [city, region, countryName(country)].filter((part) => part !== undefined && part !== '').join(', ');
  const names = new Map(found.people.map((person) => [person.personId, nameOf(person)]));
  const total = found.people.length + found.more;
  const head =
    total === 0
      ? `Nobody of your people says that they live in ${where}.`
      : `${where}: ${total === 1 ? 'one of your people says' : `${total} of your people say`} that they live there.`;
  return [
    head,
    ...found.tables.map(
      ({ town, ground, personIds }) =>
        `One table for all: ${list(personIds.map((id) => names.get(id) ?? id))} share ${clip(town, 60)} and “${clip(ground, 60)}”.`,
    ),
    ...found.people.map(personText),
    ...(found.more > 0 ? [`And ${found.more} more.`] : []),
    ...(found.unread.length > 0 ? [`Not read, as their stored list is damaged: ${found.unread.join(', ')}.`] : []),
    CREDIT,
  ].join('\n\n');
}

function personText(person: NearAnswer['people'][number]): string {
  const { handle, says, segment, shared, url, isPresent, outreach } = person;
  const notes = [
    ...(segment === undefined ? [] : [segment]),
    ...(shared.length > 0 ? [`mentions ${list(shared.map((term) => `“${clip(term, 40)}”`))}`] : []),
    ...(outreach === undefined ? [] : [outreach]),
    ...(isPresent ? [] : ['not on your list at the moment']),
  ];
  return [
    `${nameOf(person)}${person.name === undefined || person.name === handle ? '' : ` (${clip(handle, 80)})`}`,
    `  says “${clip(says, 80)}”${notes.length === 0 ? '' : ` · ${notes.join(' · ')}`}`,
    // People of a list need not have a page.
    ...(url === '' ? [] : [`  ${clip(url, 200)}`]),
  ].join('\n');
}

function nameOf({ name, handle }: { readonly name?: string; readonly handle: string }): string {
  return clip(name ?? handle, 80);
}

const conjunction = new Intl.ListFormat('en-GB', { type: 'conjunction' });
const list = (words: readonly string[]): string => conjunction.format(words);
