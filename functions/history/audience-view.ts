import * as z from 'zod';
import { lastExportOf } from '../core/export-age.ts';
import { ALARM_WINDOW } from '../core/false-alarms.ts';
import { AUDIENCE_KINDS } from '../core/model.ts';
import type { WaitingState } from '../core/waiting-since.ts';
import { isCountOnly } from '../storage/count-only.ts';
import type { Head, HeadStatus, LastError } from '../storage/items.ts';
import { isWatched } from '../storage/watched.ts';
import { refusedPullShape } from './refused-pulls.ts';
import { countShape, errorShape, instantOf, instantShape, networkShape } from './shapes.ts';

/** Keeps the answer far below the 6 MB that a Lambda may answer. */
const MOST_POSTS = 5_000;

const statusShape = z.enum(['active', 'closed', 'stopped', 'parked']);

export const audienceShape = z.strictObject({
  id: z.string(),
  owner: z.string(),
  accountId: z.string(),
  network: networkShape,
  kind: z.enum(AUDIENCE_KINDS),
  title: z.string().optional(),
  /** Of a post. */
  postedAt: instantShape.optional(),
  status: statusShape,
  /** Everybody who has not been told as lost: `missing`, `held` and `hidden` are part of it. */
  count: countShape,
  missing: countShape,
  held: countShape,
  hidden: countShape,
  /** Since when the longest of them has been. */
  missingSince: instantShape.optional(),
  heldSince: instantShape.optional(),
  hiddenSince: instantShape.optional(),
  /** Told as lost and still remembered. */
  lost: countShape,
  /** Of the losses told, how many were seen again so soon that they may have been none. */
  falseAlarms: z.strictObject({ told: countShape, seenAgain: countShape, window: z.string() }),
  /** From when losses can be seen. */
  baselineAt: instantShape.optional(),
  pulledAt: instantShape.optional(),
  /** When the official export was taken that this is the state of; absent if it was read from the network since. */
  exportTakenAt: instantShape.optional(),
  dueAt: instantShape.optional(),
  /** The network tells `networkCount` and not who: nobody is ever named as gained or lost. */
  countOnly: z.boolean().optional(),
  /** Count-only: by how much the number moved between the last two readings, and how many came and went, if told. */
  lastReading: z
    .strictObject({ net: z.number().int().optional(), gained: countShape.optional(), lost: countShape.optional() })
    .optional(),
  /** The network's own number, where it gives one. */
  networkCount: countShape.optional(),
  error: errorShape.optional(),
  /** How often in a row it failed in a way that repeats, such as an answer of another shape; after five it is parked. */
  failures: countShape.optional(),
  /** The credential behind it has used up its limit until then. */
  waitingUntil: instantShape.optional(),
  /** Of an account's likes: how many posts `count` is of, those that are watched. One person may count several times. */
  postCount: countShape.optional(),
});

/** An audience alone: why pulls of it were not believed; an account's likes name their posts, newest first. */
export const audienceDetailShape = audienceShape.extend({
  refusedPulls: z.array(refusedPullShape),
  posts: z
    .array(
      z.strictObject({
        id: z.string(),
        title: z.string().optional(),
        postedAt: instantShape.optional(),
        count: countShape,
        status: statusShape,
      }),
    )
    .optional(),
});

type AudienceView = z.input<typeof audienceShape>;

/** At least one head: an audience's own, or those of an account's posts. */
export type Heads = readonly [Head, ...Head[]];

/**
 * How an audience is called where it was found. Its heads may know a later handle of the same account.
 */
export interface AudienceName {
  readonly id: string;
  readonly accountId: string;
}

/** @param waits until when credentials wait, by id; only those that still do */
export function audienceView(name: AudienceName, head: Head, waits: ReadonlyMap<string, number>): AudienceView {
  return {
    ...{ ...commonView([head], waits), ...name, title: head.title },
    ...{ postedAt: instantOf(head.postedAt), exportTakenAt: instantOf(lastExportOf([head])) },
  };
}

/**
 * The posts of an account as one audience. Its likes are those on the posts that are watched, as everywhere; where none
 * is any more, on all that were.
 */
export function likesView(name: AudienceName, heads: Heads, waits: ReadonlyMap<string, number>): AudienceView {
  const [first, ...others] = heads.filter(isWatched);
  const counted: Heads = first === undefined ? heads : [first, ...others];
  const { count, missing, held, hidden, networkCount } = commonView(counted, waits);
  return {
    ...commonView(heads, waits),
    ...name,
    ...{ count, missing, held, hidden, networkCount },
    postCount: counted.length,
  };
}

/** The posts behind an account's likes, newest first, at most {@link MOST_POSTS}. */
export function postViews(heads: readonly Head[]): z.input<typeof audienceDetailShape>['posts'] {
  return heads
    .toSorted((a, b) => (b.postedAt ?? 0) - (a.postedAt ?? 0) || (a.audienceId < b.audienceId ? -1 : 1))
    .slice(0, MOST_POSTS)
    .map((head) => ({
      id: head.audienceId,
      title: head.title,
      postedAt: instantOf(head.postedAt),
      count: countOf(head),
      status: head.status,
    }));
}

/** Account jobs are no audiences; their heads are never asked for here. */
function kindOf({ kind, audienceId }: Head): AudienceView['kind'] {
  if (kind === 'account') throw new Error(`${audienceId} is an account's job, not an audience`);
  return kind;
}

function commonView(heads: Heads, waits: ReadonlyMap<string, number>): Omit<AudienceView, 'id' | 'accountId'> {
  const sum = (of: (head: Head) => number): number => heads.reduce((total, head) => total + of(head), 0);
  const [{ owner, network }] = heads;
  const error = latestError(heads);
  return {
    owner,
    network,
    kind: kindOf(heads[0]),
    status: statusOf(heads),
    count: sum(countOf),
    missing: sum(({ counts }) => counts.missing),
    held: sum(({ counts }) => counts.held),
    hidden: sum(({ counts }) => counts.hidden),
    ...sinceView(heads),
    lost: sum(({ counts }) => counts.lost),
    falseAlarms: {
      told: sum(({ alarms }) => alarms?.told ?? 0),
      seenAgain: sum(({ alarms }) => alarms?.seenAgain ?? 0),
      window: ALARM_WINDOW,
    },
    baselineAt: instantOf(least(heads.map((head) => head.baselineAt))),
    pulledAt: instantOf(most(heads.map((head) => head.pulledAt))),
    dueAt: instantOf(least(heads.map((head) => head.dueAt))),
    countOnly: heads.every(isCountOnly) || undefined,
    lastReading: heads.length === 1 ? readingView(heads[0]) : undefined,
    networkCount: heads.some((head) => head.networkCount === undefined)
      ? undefined
      : sum((head) => head.networkCount ?? 0),
    error: error && { code: error.code, message: error.message, at: instantOf(error.at) },
    failures: sum(({ failures }) => failures) || undefined,
    waitingUntil: instantOf(most(heads.map((head) => waits.get(head.credentialId)))),
  };
}

function sinceView(heads: Heads): Pick<AudienceView, 'missingSince' | 'heldSince' | 'hiddenSince'> {
  const oldest = (state: WaitingState): string | undefined =>
    instantOf(least(heads.map(({ waitingSince }) => waitingSince?.[state])));
  return { missingSince: oldest('missing'), heldSince: oldest('held'), hiddenSince: oldest('hidden') };
}

function readingView({ countOnly }: Head): AudienceView['lastReading'] {
  if (countOnly === undefined) return undefined;
  const { net, gained, lost } = countOnly;
  return net === undefined && gained === undefined && lost === undefined ? undefined : { net, gained, lost };
}

function countOf({ counts }: Head): number {
  return counts.present + counts.missing + counts.held + counts.hidden;
}

/** The one that says most: posts close one by one while their account goes on. */
function statusOf(heads: readonly Head[]): HeadStatus {
  const order: readonly HeadStatus[] = ['active', 'parked', 'closed', 'stopped'];
  return order.find((status) => heads.some((head) => head.status === status)) ?? 'stopped';
}

function latestError(heads: readonly Head[]): LastError | undefined {
  return heads
    .filter(({ status }) => status === 'active' || status === 'parked')
    .flatMap(({ lastError }) => lastError ?? [])
    .toSorted((a, b) => b.at - a.at)[0];
}

function least(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

function most(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
