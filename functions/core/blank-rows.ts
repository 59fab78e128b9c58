import type { Finding, RosterRow } from './model.ts';

/**
 * LinkedIn's export keeps a row for members whom it does not show just now, with nothing in it. Such a row is somebody:
 * whoever it hides is not listed and has not left. From outside only their number can be seen.
 */

/** How ids begin that stand for rows with nothing in them; they are counted, and are nobody's. */
const BLANK = '#blank';

/** The id of the `number`th blank row of a list. */
export const blankId = (number: number): string => `${BLANK}${number}`;

export const isBlank = (id: string): boolean => id.startsWith(BLANK);

export interface BlankRows {
  /** How many there are in the list. */
  readonly now: number;
  /** How many there were of which it was never known whom they hide; undefined before any were counted. */
  readonly unexplained: number | undefined;
}

export interface BlankRowsAnswer {
  readonly findings: ReadonlyMap<string, Finding>;
  /** What `unexplained` is for the next list. */
  readonly unexplained: number;
}

/**
 * What blank rows say of those who are not listed. As many rows as are new may be as many of the vanished: if that is
 * all of them, they are hidden and nobody has left. If more have vanished than rows are new, most of them are no longer
 * on the list and it cannot be known who is not: they are told, with that doubt as evidence. Who was hidden stays so
 * until a list shows them: a blank row that goes says not whose it was.
 * @param at when the list was taken, epoch ms
 */
export function blankRowFindings(
  unseen: readonly Pick<RosterRow, 'id' | 'state'>[],
  { now, unexplained = now }: BlankRows,
  at: number,
): BlankRowsAnswer {
  const hidden = unseen.filter(({ state }) => state === 'hidden');
  const vanished = unseen.filter(({ state }) => state !== 'hidden');
  const fresh = Math.max(0, now - unexplained - hidden.length);
  const isAllHidden = vanished.length <= fresh;
  const evidence = {
    at,
    asked: 'two exports',
    answered: `${fresh} more of its rows than before name nobody: ${isAllHidden ? 'enough for all' : 'too few for all'} who are not listed`,
  };
  const still = { at, asked: 'two exports', answered: 'hidden before, and not listed yet' };
  const findings = new Map<string, Finding>(
    hidden.map(({ id }): [string, Finding] => [id, { id, isHidden: true, evidence: still }]),
  );
  if (fresh > 0) for (const { id } of vanished) findings.set(id, { id, isHidden: isAllHidden, evidence });
  const explained = hidden.length + (fresh > 0 && isAllHidden ? vanished.length : 0);
  return { findings, unexplained: Math.max(0, now - explained) };
}
