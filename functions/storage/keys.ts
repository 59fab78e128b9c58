/**
 * Every key of the table, in one place. Parts of a key come from `core/ids.ts` and hold no `#`.
 * Numbers are padded so that they sort as text; times in sort keys are ISO 8601 in UTC.
 */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

const pad = (n: number, width: number): string => String(n).padStart(width, '0');
export const iso = (ms: number): string => new Date(ms).toISOString();

/** Head of an audience or of an account job: version, fence, lease, due time, counts. */
export const headKey = (key: string): Key => ({ pk: `A#${key}`, sk: 'HEAD' });
/** A waiting pull: cursor, seen bitmap, what it gained or edited so far. */
export const checkpointKey = (key: string, fence: number, sequence: number, part: number): Key => ({
  pk: `A#${key}`,
  sk: `${CHECKPOINT_PREFIX}${pad(fence, 10)}#${pad(sequence, 6)}#${pad(part, 4)}`,
});
export const CHECKPOINT_PREFIX = 'CKPT#';
/** Fence under which an item of a checkpoint was written. */
export const fenceOfCheckpoint = (sk: string): number => Number(sk.split('#')[1]);
/** Announces a generation of base segments before they are written, so that an orphan can be found. */
export const generationKey = (key: string, generation: string): Key => ({
  pk: `A#${key}`,
  sk: `${GENERATION_PREFIX}${generation}`,
});
export const GENERATION_PREFIX = 'GEN#';
/** The audience whose partition `A#…` this is; undefined for any other partition. */
export const keyOfHead = (pk: string): string | undefined => (pk.startsWith('A#') ? pk.slice(2) : undefined);
/** One chunk of the log. A stalled writer has another fence, so it can never overwrite a committed one. */
export const logKey = (key: string, version: number, fence: number, part: number): Key => ({
  pk: `L#${key}`,
  sk: `${pad(version, 10)}#${pad(fence, 10)}#${pad(part, 4)}`,
});
/** Sort keys of all log chunks of the versions `from` to `to`, both inclusive. */
export const logRange = (key: string, from: number, to: number) => ({
  pk: `L#${key}`,
  first: `${pad(from, 10)}#`,
  last: `${pad(to, 10)}#~`,
});
/** One base segment: each has its own partition, which takes 1,000 write units a second. */
export const baseKey = (key: string, generation: string, segment: number): Key => ({
  pk: `B#${key}#${generation}#${pad(segment, 6)}`,
  sk: 'BASE',
});
/** What a pull saw. */
export const snapshotKey = (key: string, at: number): Key => ({ pk: `S#${key}`, sk: iso(at) });
/** Told changes of one version, packed. */
export const changesKey = (key: string, version: number, part: number): Key => ({
  pk: `C#${key}`,
  sk: `${pad(version, 10)}#${pad(part, 4)}`,
});
/** Sort keys of the told changes of the versions `from` to `to`, both inclusive. */
export const changesRange = (key: string, from: number, to: number) => ({
  pk: `C#${key}`,
  first: `${pad(from, 10)}#`,
  last: `${pad(to, 10)}#~`,
});
/** Audience and version of an item of told changes; undefined for any other item. */
export function changesKeyParts({ pk, sk }: Key): { key: string; version: number } | undefined {
  const version = Number(sk.split('#')[0]);
  return pk.startsWith('C#') && Number.isInteger(version) ? { key: pk.slice(2), version } : undefined;
}
export const PERSON_CHANGE_PREFIX = 'CHANGE#';
/** Everything of one person under one owner. */
export const personPk = (owner: string, personId: string): string => `P#${owner}#${personId}`;
export const personChangeKey = (owner: string, personId: string, at: number, changeId: string): Key => ({
  pk: personPk(owner, personId),
  sk: `${PERSON_CHANGE_PREFIX}${iso(at)}#${changeId}`,
});
/** An owner's accounts and audiences, to be listed. */
export const ownerPk = (owner: string): string => `O#${owner}`;
export const accountKey = (owner: string, accountId: string): Key => ({
  pk: ownerPk(owner),
  sk: `${ACCOUNT_PREFIX}${accountId}`,
});
export const ACCOUNT_PREFIX = 'ACCOUNT#';
export const AUDIENCE_PREFIX = 'AUDIENCE#';
export const audienceRefKey = (owner: string, audienceId: string): Key => ({
  pk: ownerPk(owner),
  sk: `${AUDIENCE_PREFIX}${audienceId}`,
});
/** Suggestions and outreach of an owner, newest first by time. */
export const suggestedKey = (owner: string, personId: string): Key => ({
  pk: ownerPk(owner),
  sk: `SUGGESTED#${personId}`,
});
/** What an owner knows better about a person: place, segments. */
export const correctionKey = (owner: string, personId: string): Key => ({
  pk: ownerPk(owner),
  sk: `${CORRECTION_PREFIX}${personId}`,
});
export const CORRECTION_PREFIX = 'CORRECTION#';
/** Where an owner stands with a person: suggested, invited, met. */
export const outreachKey = (owner: string, personId: string): Key => ({
  pk: ownerPk(owner),
  sk: `${OUTREACH_PREFIX}${personId}`,
});
export const OUTREACH_PREFIX = 'OUTREACH#';
/** A meeting that an owner planned with somebody, by the edition that suggested them. */
export const planKey = (owner: string, personId: string, edition: string): Key => ({
  pk: ownerPk(owner),
  sk: `${planPrefix(personId)}${edition}`,
});
export const PLAN_PREFIX = 'PLAN#';
export const planPrefix = (personId: string): string => `${PLAN_PREFIX}${personId}#`;
/** Two profiles that an owner says are not the same person; noted under both. */
export const unlinkedKey = (owner: string, personId: string, otherId: string): Key => ({
  pk: ownerPk(owner),
  sk: `${unlinkedPrefix(personId)}${otherId}`,
});
export const UNLINKED_PREFIX = 'UNLINKED#';
export const unlinkedPrefix = (personId: string): string => `${UNLINKED_PREFIX}${personId}#`;
/** Which address of an owner's calendar feed counts. */
export const calendarFeedKey = (owner: string): Key => ({ pk: ownerPk(owner), sk: 'CALENDAR' });
/** An account that was added or removed by the API, besides those of the configuration. */
export const declaredKey = (owner: string, accountId: string): Key => ({
  pk: DECLARED_PK,
  sk: `${owner}#${accountId}`,
});
export const DECLARED_PK = 'DECLARED';
/** What is asked to be erased, and who stays erased, by a keyed hash. */
export const erasurePk = (owner: string): string => `E#${owner}`;
export const erasureJobKey = (owner: string, personId: string): Key => ({
  pk: erasurePk(owner),
  sk: `${ERASURE_JOB_PREFIX}${personId}`,
});
export const ERASURE_JOB_PREFIX = 'JOB#';
export const tombstoneKey = (owner: string, hash: string): Key => ({
  pk: erasurePk(owner),
  sk: `${TOMBSTONE_PREFIX}${hash}`,
});
export const TOMBSTONE_PREFIX = 'GONE#';
/** Whose erasures wait for the tick. */
export const pendingErasureKey = (owner: string): Key => ({ pk: PENDING_ERASURES, sk: owner });
export const PENDING_ERASURES = 'ERASURES';
/** The index that searching people reads: packed, in parts under a build of their own. */
export const peopleIndexPk = (owner: string, accountId: string): string => `N#${owner}#${accountId}`;
export const peopleIndexKey = (owner: string, accountId: string): Key => ({
  pk: peopleIndexPk(owner, accountId),
  sk: 'HEAD',
});
export const peopleIndexPartKey = (owner: string, accountId: string, build: string, part: number): Key => ({
  pk: peopleIndexPk(owner, accountId),
  sk: `PART#${build}#${pad(part, 4)}`,
});
/** Which segment of a base somebody is in, by a hash of their id. */
export const locatorKey = (key: string, generation: string, bucket: number): Key => ({
  pk: `I#${key}#${generation}#${pad(bucket, 6)}`,
  sk: 'IDS',
});
/** What somebody asked by the public page, to be mailed to the owner. */
export const removalRequestKey = (at: number, id: string): Key => ({ pk: REMOVAL_REQUESTS, sk: `${iso(at)}#${id}` });
export const REMOVAL_REQUESTS = 'REQUESTS';
/** What an account has cost in a UTC month (`2026-11`). */
export const spendingKey = (owner: string, accountId: string, month: string): Key => ({
  pk: ownerPk(owner),
  sk: `SPENDING#${accountId}#${month}`,
});
/** People of an account whose content a network wants gone, until it is. */
export const withdrawalKey = (audienceKey: string, at: number): Key => ({
  pk: WITHDRAWALS,
  sk: `${audienceKey}#${iso(at)}`,
});
export const WITHDRAWALS = 'WITHDRAWN';
/** A credential's rate limit. */
export const credentialKey = (credentialId: string): Key => ({ pk: 'CREDENTIALS', sk: credentialId });
/** Who renews a stored credential right now, and what came of it. Never a token. */
export const refreshKey = (secretName: string): Key => ({ pk: `R#${secretName}`, sk: 'REFRESH' });
/** A digest's state, its frozen editions, and each recipient's delivery. */
export const digestPk = (owner: string, digestId: string): string => `D#${owner}#${digestId}`;
export const digestStateKey = (owner: string, digestId: string): Key => ({
  pk: digestPk(owner, digestId),
  sk: 'STATE',
});
export const editionKey = (owner: string, digestId: string, period: string, part = 0): Key => ({
  pk: digestPk(owner, digestId),
  sk: `EDITION#${period}#${pad(part, 4)}`,
});
/** What editions an owner has had, over all digests, by period. */
export const editionIndexKey = (owner: string, period: string, digestId: string): Key => ({
  pk: ownerPk(owner),
  sk: `EDITION#${period}#${digestId}`,
});
export const deliveryKey = (owner: string, digestId: string, period: string, recipient: string): Key => ({
  pk: digestPk(owner, digestId),
  sk: `DELIVERY#${period}#${recipient}`,
});
/** Who gets no more mail, by a hash of the address. */
export const suppressionKey = (owner: string, recipient: string): Key => ({ pk: `X#${owner}`, sk: recipient });
/** An API token, by its hash. */
export const tokenKey = (hash: string): Key => ({ pk: `T#${hash}`, sk: 'TOKEN' });
/** All tokens, to be listed, by their public id. */
export const tokenIndexKey = (id: string): Key => ({ pk: TOKEN_INDEX, sk: id });
export const TOKEN_INDEX = 'TOKENS';
/** Lists that are being sent, in parts; what the history API may write, besides, lies under other prefixes. */
export const PUSHED_PREFIX = 'U#';
export const pushedKey = (owner: string, audienceId: string, snapshot: string, rest: string): Key => ({
  pk: `${PUSHED_PREFIX}${owner}#${audienceId}`,
  sk: `${snapshot}#${rest}`,
});
/** Lists that are whole and wait for the next tick. */
export const PUSHED_INDEX = `${PUSHED_PREFIX}*`;
export const pushedIndexKey = (owner: string, audienceId: string, snapshot: string): Key => ({
  pk: PUSHED_INDEX,
  sk: `${owner}#${audienceId}#${snapshot}`,
});
/** What the tick knows of the whole deployment: config hash, last reconciliation. */
export const metaKey = (name: string): Key => ({ pk: 'META', sk: name });

/** Partition of the due index. One suffices: a tick reads it, and a write goes there only when a due time changes. */
export const DUE_PARTITION = 'DUE';
export const ownerTimeline = (owner: string): string => `TO#${owner}`;
export const audienceTimeline = (groupKey: string): string => `TA#${groupKey}`;
/** Sort key in both timelines; unique, and ordered by detection. */
export const timelineSort = (detectedAt: number, key: string, version: number, part: number): string =>
  `${iso(detectedAt)}#${key}#${pad(version, 10)}#${pad(part, 4)}`;
