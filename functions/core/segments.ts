/** What kinds of people an audience has. Told only when sure; the owner may correct it. */
export const SEGMENTS = [
  'bloggers',
  'journalists',
  'developers',
  'founders',
  'marketers',
  'researchers',
  'artists',
  'organisations',
] as const;
export type Segment = (typeof SEGMENTS)[number];
