import * as z from 'zod';
import { NETWORK_NAMES } from '../../../functions/core/digest-audiences.ts';
import { givenAudienceId } from '../../../functions/core/export-lists.ts';
import type { AudienceKind } from '../../../functions/core/model.ts';
import type { AudienceReport } from '../../../functions/pulling/deps.ts';
import { acceptHint, people, timeWithZone } from '../../../lib/local/words.ts';
import type { ReadFile, ReadList } from './read-file.ts';

export const reportSchema = z.object({
  outcome: z.enum(['baseline', 'unchanged', 'committed', 'refused', 'waiting', 'failed', 'closed']),
  count: z.number(),
  gained: z.number(),
  lost: z.number(),
  returned: z.number(),
  edited: z.number(),
  missing: z.number(),
  held: z.number(),
  message: z.string().optional(),
}) satisfies z.ZodType<Partial<AudienceReport>>;
export type ImportReport = z.output<typeof reportSchema>;

/** What was found in a file, before anything is done with it: whose, when taken, how many. */
export function foundText({ network, owner, takenAt, lists }: ReadFile, accountId: string, timeZone: string): string {
  const what = network === 'list' ? 'A list' : `An export of ${NETWORK_NAMES[network]}`;
  const whose = owner.handle === undefined ? ` for ${accountId}` : ` of ${owner.handle}`;
  const lines = lists.map(
    (list) =>
      `  ${list.count.toLocaleString('en')} ${list.count === 1 ? list.kind.replace(/s$/, '') : list.kind}${rangeText(list)}${restText(list)}`,
  );
  return [`${what}${whose}, taken ${timeWithZone(takenAt, timeZone)}:`, ...lines].join('\n');
}

/** An export of a short range of dates shows in the first of them. */
function rangeText({ oldest, newest }: ReadList): string {
  if (oldest === undefined || newest === undefined) return '';
  const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
  return `, there since ${day(oldest)} (the first) to ${day(newest)} (the last)`;
}

function restText({ passedOver }: ReadList): string {
  return passedOver === 0 ? '' : `; ${passedOver} ${passedOver === 1 ? 'row names' : 'rows name'} nobody`;
}

/** What came of one list. */
export function reportText(accountId: string, kind: AudienceKind, report: ImportReport): string {
  const name = kind === 'members' ? accountId : `${accountId}, ${kind}`;
  if (report.outcome === 'refused') {
    return (
      `${name} was not compared: ${report.message ?? 'it does not look like the list before'}\n` +
      acceptHint(givenAudienceId(accountId, kind))
    );
  }
  if (report.outcome === 'baseline') {
    return `${name}: ${people(report.count)}. This is the baseline: with the next import, losses can be seen.`;
  }
  const news = [
    `${report.lost} no longer on your list`,
    `${report.gained} new`,
    `${report.returned} came back`,
    ...(report.edited > 0 ? [`${report.edited} changed`] : []),
  ].join(', ');
  const heldBack = report.missing + report.held;
  const note = heldBack === 0 ? '' : ` ${people(heldBack)} not on it, told if the next list agrees.`;
  return `${name}: ${people(report.count)}: ${report.outcome === 'unchanged' ? 'no news' : news}.${note}`;
}
