/** YouTube counts a project's units by the day in Pacific time; used up, they come back at midnight there. */
const PACIFIC = 'America/Los_Angeles';
const HOUR = 3_600_000;
const MINUTE = 60_000;

/** The next midnight in Pacific time after `wall`, and a minute; both epoch ms. Right over changes of the clocks. */
export function pacificMidnightAfter(wall: number): number {
  const today = pacificDay(wall);
  // Whole hours suffice: Pacific time is a whole number of hours behind UTC, in summer and in winter.
  let at = Math.floor(wall / HOUR) * HOUR;
  while (pacificDay(at) === today) at += HOUR;
  return at + MINUTE;
}

function pacificDay(at: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: PACIFIC, dateStyle: 'short' }).format(at);
}
