import * as z from 'zod';
import { grossOf } from '../core/count-only.ts';
import { REFUSALS } from '../core/model.ts';
import type { SnapshotItem } from '../storage/items.ts';
import { countShape, instantOf, instantShape } from './shapes.ts';

/** What one pull saw, and whether it was believed. */
export const snapshotShape = z.strictObject({
  owner: z.string(),
  audienceId: z.string(),
  at: instantShape,
  startedAt: instantShape,
  /** People listed, each once; `duplicates` were listed again. */
  listed: countShape,
  duplicates: countShape,
  pages: countShape,
  /** True only if the network's own end marker was reached. */
  complete: z.boolean(),
  accepted: z.boolean(),
  refusal: z.enum(REFUSALS).optional(),
  reason: z.string().optional(),
  /** When the owner took it as a new baseline in spite of `refusal`. */
  acceptedByOwnerAt: instantShape.optional(),
  networkCount: countShape.optional(),
  /** It read a number (`networkCount`) and nobody: `gainedCount` and `lostCount` came and went, on the days named. */
  countOnly: z.boolean().optional(),
  gainedCount: countShape.optional(),
  lostCount: countShape.optional(),
  days: z
    .array(z.strictObject({ day: z.iso.date(), gained: countShape.optional(), lost: countShape.optional() }))
    .optional(),
  gained: countShape,
  lost: countShape,
  returned: countShape,
  edited: countShape,
});

export function snapshotView(owner: string, audienceId: string, snapshot: SnapshotItem): z.input<typeof snapshotShape> {
  return {
    owner,
    audienceId,
    at: instantOf(snapshot.at),
    startedAt: instantOf(snapshot.startedAt),
    listed: snapshot.listed,
    duplicates: snapshot.duplicates,
    pages: snapshot.pages,
    complete: snapshot.isComplete,
    accepted: snapshot.isAccepted,
    refusal: snapshot.refusal,
    reason: snapshot.reason,
    acceptedByOwnerAt: instantOf(snapshot.acceptedAt),
    networkCount: snapshot.networkCount,
    countOnly: snapshot.isCountOnly,
    ...grossView(snapshot),
    gained: snapshot.gained,
    lost: snapshot.lost,
    returned: snapshot.returned,
    edited: snapshot.edited,
  };
}

function grossView({ days }: SnapshotItem): Pick<z.input<typeof snapshotShape>, 'gainedCount' | 'lostCount' | 'days'> {
  if (days === undefined) return {};
  const { gained, lost } = grossOf(days);
  return { gainedCount: gained, lostCount: lost, days: [...days] };
}
