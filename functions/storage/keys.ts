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
/** A credential's rate limit. */
export const credentialKey = (credentialId: string): Key => ({ pk: 'CREDENTIALS', sk: credentialId });
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
/** What the tick knows of the whole deployment: config hash, last reconciliation. */
export const metaKey = (name: string): Key => ({ pk: 'META', sk: name });

/** Partition of the due index. One suffices: a tick reads it, and a write goes there only when a due time changes. */
export const DUE_PARTITION = 'DUE';
export const ownerTimeline = (owner: string): string => `TO#${owner}`;
export const audienceTimeline = (groupKey: string): string => `TA#${groupKey}`;
/** Sort key in both timelines; unique, and ordered by detection. */
export const timelineSort = (detectedAt: number, key: string, version: number, part: number): string =>
  `${iso(detectedAt)}#${key}#${pad(version, 10)}#${pad(part, 4)}`;
