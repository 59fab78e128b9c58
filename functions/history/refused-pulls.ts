import * as z from 'zod';
import { REFUSALS } from '../core/model.ts';
import type { Head, SnapshotItem } from '../storage/items.ts';
import { listRefused } from '../storage/snapshots.ts';
import type { ShownAudience } from './find-audience.ts';
import type { HistoryApiDeps } from './route.ts';
import { countShape, instantOf, instantShape } from './shapes.ts';

/** Refused pulls that an audience names; its snapshots have the rest. */
const MOST_REFUSED = 10;
/** Posts that are asked about behind an account's likes: those that were refused last. */
const MOST_ASKED = 50;

/** A pull that was read whole and not believed. */
export const refusedPullShape = z.strictObject({
  at: instantShape,
  refusal: z.enum(REFUSALS),
  /** One sentence for the owner. */
  reason: z.string(),
  listed: countShape,
  networkCount: countShape.optional(),
  /** Of an account's likes: which post. */
  audienceId: z.string().optional(),
});

/** Why pulls of an audience were refused and not accepted since, newest first. */
export async function refusedPulls(
  deps: HistoryApiDeps,
  audience: ShownAudience,
  heads: ReadonlyMap<string, Head>,
): Promise<z.input<typeof refusedPullShape>[]> {
  const asked = audience.isGroup
    ? audience.refs
        .filter(({ key }) => heads.get(key)?.refusedAt !== undefined)
        .toSorted((a, b) => (heads.get(b.key)?.refusedAt ?? 0) - (heads.get(a.key)?.refusedAt ?? 0))
        .slice(0, MOST_ASKED)
    : audience.refs;
  const found = await Promise.all(
    asked.map(async ({ key, audienceId }) => {
      const snapshots = await listRefused(deps.db, key, { limit: MOST_REFUSED, now: deps.clock.now() });
      return snapshots.map((snapshot) => ({ snapshot, audienceId }));
    }),
  );
  return found
    .flat()
    .toSorted((a, b) => b.snapshot.at - a.snapshot.at)
    .slice(0, MOST_REFUSED)
    .flatMap(({ snapshot, audienceId }) => view(snapshot, audience.isGroup ? audienceId : undefined));
}

function view(
  { at, refusal, reason, listed, networkCount }: SnapshotItem,
  audienceId: string | undefined,
): z.input<typeof refusedPullShape>[] {
  return refusal === undefined
    ? []
    : [{ at: instantOf(at), refusal, reason: reason ?? '', listed, networkCount, audienceId }];
}
