import { dateRangeOf } from '../core/date-range.ts';
import type { GateResult } from '../core/gate.ts';
import type { Finding, NetworkId } from '../core/model.ts';
import { renamedIn } from '../core/renames.ts';
import { absentRows, type FinishedWalk, judge } from './settle.ts';

/** Networks whose exports can be limited to a range of dates. */
const BY_DATES: ReadonlySet<NetworkId> = new Set(['instagram', 'facebook']);

/**
 * Whether a given list may be compared: by the rules for every list, and by what only exports do, which is to leave out
 * whoever came before a date.
 * @param oldestListed since when the longest of the listed people has been there, epoch ms
 */
export function judgeGiven(walk: FinishedWalk, oldestListed: number | undefined): GateResult {
  const verdict = judge(walk);
  if (!verdict.accepted && verdict.refusal !== 'identity-change') return verdict;
  if (!BY_DATES.has(walk.head.network) || oldestListed === undefined) return verdict;
  const range = dateRangeOf([oldestListed], presentSince(walk));
  if (range === undefined) return verdict;
  const day = new Date(range.from).toISOString().slice(0, 10);
  return {
    accepted: false,
    refusal: 'incomplete',
    reason:
      `All ${range.older} who were there before ${day} are missing and nobody since: the export covers only a range of dates, ` +
      'so that it looks as if everybody left. Ask for one for all time and import that.',
  };
}

function* presentSince({ roster }: FinishedWalk): Generator<number> {
  for (const row of roster.rows()) {
    if (row.state !== 'lost' && row.since !== undefined) yield row.since;
  }
}

/** Findings about people who go on under another name, as far as two exports show it. */
export function renameFindings(walk: FinishedWalk): ReadonlyMap<string, Finding> {
  const { head, comparison, at } = walk;
  if (head.pulledAt === undefined) return new Map();
  const renamed = renamedIn(head.network, absentRows(walk), comparison.gained(), head.pulledAt);
  return new Map(
    [...renamed].map(([id, movedTo]) => [
      id,
      {
        id,
        movedTo,
        evidence: { at, asked: 'two exports', answered: 'there since the same moment, under another name' },
      },
    ]),
  );
}
