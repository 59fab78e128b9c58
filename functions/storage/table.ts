/**
 * The one table, declared once: the stack makes it in AWS and the laptop makes it in the embedded engine from this.
 * Indexes are sparse and hold keys only, so that a packed item costs one extra write unit per index and no more.
 */
export const TABLE = {
  partitionKey: 'pk',
  sortKey: 'sk',
  timeToLive: 'expiresAt',
  indexes: [
    /** What is to be done next: heads of active audiences and accounts, by time. */
    { name: 'due', partitionKey: 'duePk', sortKey: 'dueAt' },
    /** Told changes of an owner, over all audiences, by time. */
    { name: 'ownerTimeline', partitionKey: 'ownerTl', sortKey: 'tlSk' },
    /** Told changes of one audience (posts together as the account's likes), by time. */
    { name: 'audienceTimeline', partitionKey: 'audienceTl', sortKey: 'tlSk' },
  ],
} as const;

/**
 * Every item carries this, so that an older table can be brought forward as it is touched, and older code stops at what
 * it would take for damage. With 2 and 3, prints in packed rosters may be of forms that are new (see `fingerprint.ts`); with 4,
 * addresses in them may follow from handles (see `address-beginning.ts`).
 */
export const SCHEMA_VERSION = 4;
