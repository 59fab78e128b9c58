/** As many people as one mail holds; with more, Gmail clips it (facts measured: 40 people stay under 102,000 bytes). */
export const MOST_PEOPLE = 40;

const SECTIONS = ['returned', 'lost', 'gained', 'edited'] as const;
type Section = (typeof SECTIONS)[number];

/** What each list gets before any gets more. */
const SHARE: Readonly<Record<Section, number>> = { returned: 6, lost: 10, gained: 8, edited: 4 };

/**
 * How many people of each list are named when `taken` places are gone. Everybody gets their share; what one list
 * leaves over goes to the next, those who came back first.
 */
export function roomFor(wanted: Readonly<Record<Section, number>>, taken: number): Record<Section, number> {
  const room = { returned: 0, lost: 0, gained: 0, edited: 0 };
  let left = Math.max(0, MOST_PEOPLE - taken);
  const give = (section: Section, most: number) => {
    const given = Math.min(left, Math.max(0, Math.min(wanted[section], most) - room[section]));
    room[section] += given;
    left -= given;
  };
  for (const section of SECTIONS) give(section, SHARE[section]);
  for (const section of SECTIONS) give(section, wanted[section]);
  return room;
}
