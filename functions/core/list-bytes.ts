/** Clients, pages under way and answers of one list that is being read. */
const LIST = 3_000_000;
/** Somebody in a roster that is held with its profiles, as lists of up to this many are. */
const HELD_PERSON = 1_200;
const MOST_HELD = 20_000;
/** Somebody in a packed roster: id, prints, index, state, who was seen. */
const PACKED_PERSON = 60;
/**
 * Somebody who was not there before: their id, and the profile, which is parked in packed form until it is written. With
 * bios as long as they get that is 280 bytes, without any 120; a first walk writes as it reads and keeps the ids alone,
 * about 30 bytes, in memory that grows by some 100. Measured over 100,000 to 500,000 people, Node 24.
 */
const NEW_PERSON = 300;

/**
 * Memory that reading a list takes, in bytes: a guess from above, made before it is read.
 * @param known people in its roster, whatever their state
 * @param expected how many there are by the network's own count; 0 if it tells none
 */
export function bytesOf({ known, expected }: { readonly known: number; readonly expected: number }): number {
  const roster = known <= MOST_HELD ? known * HELD_PERSON : MOST_HELD * HELD_PERSON + known * PACKED_PERSON;
  return LIST + roster + Math.max(0, expected - known) * NEW_PERSON;
}

/** What all lists together may take of a function's memory: the rest is for code, the places and what is not foreseen. */
export function memoryBudget(functionMegabytes: number): number {
  return (functionMegabytes / 4) * 2 ** 20;
}

/** Code, heap and what is read at the moment, whatever the size of a list. */
const PULL = 200;
/**
 * Somebody in a list of millions, at the most: opened, while the log is as long as the base that it is about to be folded
 * into. With a log of a month it is half of that. Measured over one to three million people, Node 24.
 */
const PERSON_AT_MOST = 75;

/** Megabytes of memory that a function needs to pull a list of so many people. */
export function megabytesFor(people: number): number {
  return Math.ceil(PULL + (people * PERSON_AT_MOST) / 1e6);
}
