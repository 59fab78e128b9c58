import fc from 'fast-check';
import { type Change, type ListedPerson, PERSON_STATES, type RosterRow, VERDICTS } from '../../functions/core/model.ts';
import { commitDelta, type Delta } from '../../functions/roster/commit.ts';
import { openRoster } from '../../functions/roster/open.ts';
import type { Roster } from '../../functions/roster/roster.ts';
import type { Db } from '../../functions/storage/db.ts';
import { type Claim, claimHead, createHead, FRESH_HEAD, readHead } from '../../functions/storage/heads.ts';
import type { Head } from '../../functions/storage/items.ts';

export const NOW = Date.parse('2026-11-16T08:00:00Z');
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export function listed(id: string, profile: Partial<ListedPerson['profile']> = {}): ListedPerson {
  return { id, profile: { handle: `${id}.example`, url: `https://net.example/${id}`, ...profile } };
}

export function row(id: string, more: Partial<RosterRow> = {}): RosterRow {
  return {
    id,
    profile: listed(id).profile,
    state: 'present',
    stateAt: NOW,
    firstSeenAt: NOW,
    returns: 0,
    losses: 0,
    ...more,
  };
}

export function rows(count: number, first = 0): RosterRow[] {
  return Array.from({ length: count }, (_, n) => row(`p${first + n}`));
}

export function change(kind: Change['kind'], id: string, more: Partial<Change> = {}): Change {
  return { kind, person: { ...listed(id).profile, id }, at: NOW, detectedAt: NOW, ...more };
}

export const NO_CHANGE: Delta = { puts: [], drops: [], changes: [] };

export function freshHead(key: string, more: Partial<Head> = {}): Head {
  const [owner = 'alice'] = key.split('/');
  return {
    key,
    owner,
    network: 'bluesky',
    accountId: 'bluesky:alice.example',
    kind: 'followers',
    audienceId: 'bluesky:alice.example:followers',
    target: 'did:plc:alice',
    credentialId: 'bluesky:public',
    ...FRESH_HEAD,
    every: 24 * HOUR,
    dueAt: NOW,
    ...more,
  };
}

let owners = 0;

/** The key of an audience whose owner has no other, so that tests share a table and not their data. */
export function newKey(): string {
  owners += 1;
  return `owner${owners}/bluesky/did:plc:alice/followers`;
}

/** One audience in a table, with what a test does to it over and over. */
export class Audience {
  readonly db: Db;
  readonly key: string;
  /** The wall clock. */
  wall = NOW;

  constructor(db: Db, key: string) {
    this.db = db;
    this.key = key;
  }

  static async create(db: Db, key = newKey(), more: Partial<Head> = {}): Promise<Audience> {
    await createHead(db, freshHead(key, more));
    return new Audience(db, key);
  }

  async head(): Promise<Head> {
    const head = await readHead(this.db, this.key, { consistent: true });
    if (head === undefined) throw new Error(`There is no head of ${this.key}.`);
    return head;
  }

  /** Claims, whatever lease is still out: by then it has expired. */
  async claim(): Promise<Claim> {
    this.wall += HOUR;
    const claim = await claimHead(this.db, this.key, { wall: this.wall, leaseMs: 15 * MINUTE });
    if (claim === undefined) throw new Error(`${this.key} could not be claimed.`);
    return claim;
  }

  async open(): Promise<Roster> {
    return openRoster(this.db, await this.head());
  }

  /** Claims, opens and commits. */
  async commit(delta: Partial<Delta>, patch: Parameters<typeof commitDelta>[4] = {}): Promise<Head> {
    const claim = await this.claim();
    const roster = await openRoster(this.db, claim.head);
    const outcome = await commitDelta(this.db, claim, roster, { ...NO_CHANGE, ...delta }, patch);
    if (outcome !== 'committed') throw new Error(`The delta was ${outcome}.`);
    return this.head();
  }
}

export function byId(people: Iterable<RosterRow>): RosterRow[] {
  return [...people].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

/** Any text at all: every plane, lone surrogates, controls. */
export const anyText = fc.string({ unit: 'binary', maxLength: 40 });
const anyUnits = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 12 })
  .map((units) => String.fromCharCode(...units));
const text = fc.oneof(anyText, anyUnits);
const time = fc.integer({ min: 0, max: 4_000_000_000_000 });

export const anyProfile = fc.record(
  {
    handle: text,
    url: text,
    name: text,
    bio: text,
    location: text,
    links: fc.array(text, { maxLength: 3 }),
    verifiedLinks: fc.array(text, { maxLength: 2 }),
    avatar: text,
    reach: fc.nat(),
    organisation: text,
    isProtected: fc.boolean(),
    isMemorial: fc.boolean(),
    isBot: fc.boolean(),
  },
  { requiredKeys: ['handle', 'url'] },
);

export const anyRow = fc.record(
  {
    id: text,
    profile: anyProfile,
    state: fc.constantFrom(...PERSON_STATES),
    stateAt: time,
    firstSeenAt: time,
    absentAtPull: fc.nat(),
    returns: fc.nat(9),
    losses: fc.nat(9),
    verdict: fc.constantFrom(...VERDICTS),
    toldAt: time,
    toldAtPull: fc.nat(),
    since: time,
    hydratedAt: time,
  },
  { requiredKeys: ['id', 'profile', 'state', 'stateAt', 'firstSeenAt', 'returns', 'losses'] },
);
