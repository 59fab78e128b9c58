import type { ListedPerson } from '../../functions/core/model.ts';
import { PROFILES } from '../../functions/networks/bluesky/profile.ts';

/**
 * A made-up audience that lives from week to week: 1 % are gained, 1 % leave, 5 % edit their profile, and it is listed
 * newest first. The same seed gives the same people.
 */
export class World {
  /** Still there, by number; higher numbers came later. */
  private readonly isThere: Uint8Array;
  /** Week of the last edit. */
  private readonly edited: Uint8Array;
  private readonly start: number;
  private count: number;
  private week = 0;
  private readonly kind: IdForm;

  constructor(n: number, weeks: number, kind: IdForm = 'plc') {
    this.start = n;
    this.count = n;
    this.kind = kind;
    const most = n + Math.ceil((n / 100) * (weeks + 1));
    this.isThere = new Uint8Array(most).fill(1, 0, n);
    this.edited = new Uint8Array(most);
  }

  /** One week passes. */
  live(): void {
    this.week += 1;
    for (let who = 0; who < this.count; who += 1) {
      const fate = mix(who ^ Math.imul(this.week, 0x9e3779b1));
      if (fate % 100 === 0) this.isThere[who] = 0;
      else if ((fate >>> 8) % 20 === 0) this.edited[who] = this.week;
    }
    const gained = Math.floor(this.start / 100);
    this.isThere.fill(1, this.count, this.count + gained);
    this.count += gained;
  }

  /** Who is there, newest first. */
  *listed(): Generator<number> {
    for (let who = this.count - 1; who >= 0; who -= 1) if (this.isThere[who] === 1) yield who;
  }

  idOf(who: number): string {
    return idOf(this.kind, who);
  }

  /** One row of a network's list: about 316 bytes of JSON, most of which we have no use for. */
  viewOf(who: number): PersonView {
    const hash = mix(who + 77);
    const version = this.edited[who] ?? 0;
    const name = `${wordOf(hash)} ${wordOf(hash >>> 9)}`;
    const words = hash % 3 === 0 ? 0 : 3 + (hash % 7);
    return {
      did: this.idOf(who),
      handle: `${wordOf(hash)}${who}.people.example`,
      displayName: version % 2 === 0 ? name : `${name} ${wordOf(mix(who * 31 + version))}`,
      ...(words === 0 ? {} : { description: sentence(mix(who + version * 7_919), words) }),
      avatar: `https://cdn.people.example/avatar/${(mix(who + version) >>> 0).toString(16)}.jpg`,
      associated: { chat: { allowIncoming: 'following' } },
      createdAt: '2026-01-01T00:00:00.000Z',
      indexedAt: '2026-01-02T00:00:00.000Z',
      labels: [],
    };
  }
}

export type IdForm = 'plc' | 'decimal' | 'github';

export interface PersonView {
  readonly did: string;
  readonly handle: string;
  readonly displayName: string;
  readonly description?: string;
  readonly avatar: string;
  readonly associated: unknown;
  readonly createdAt: string;
  readonly indexedAt: string;
  readonly labels: readonly unknown[];
}

/** What a connector makes of a row. */
export function personOf({ did, handle, displayName, description, avatar }: PersonView): ListedPerson {
  const url = `${PROFILES}${handle}`;
  if (description === undefined) return { id: did, profile: { handle, url, name: displayName, avatar } };
  return { id: did, profile: { handle, url, name: displayName, bio: description, avatar } };
}

/** An id that nobody else has: decimal ids grow with time, `did:plc` are hashes. */
export function idOf(kind: IdForm, who: number): string {
  if (kind === 'github') return String(1_000 + who * 7 + (mix(who) % 7));
  if (kind === 'decimal')
    return String(1_500_000_000_000_000_000n + BigInt(who) * 137_000_000n + BigInt(mix(who) % 999));
  let id = 'did:plc:';
  for (let part = 0; part < 4; part += 1) {
    // The number itself is in it, so that no two are the same.
    let bits = part === 0 ? who : mix(who * 4 + part);
    for (let n = 0; n < 6; n += 1) {
      id += BASE32[bits & 31];
      bits >>>= 5;
    }
  }
  return id;
}

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const WORDS = (
  'amber birch cedar delta ember fjord glade harbor indigo juniper kestrel lagoon meadow nectar otter prairie quartz ' +
  'river saffron timber umber velvet willow xenon yarrow zephyr garden music painter runner writer teacher coffee film ' +
  'photos cycling books science history travel cooking hiking maps poems letters gardens rockets cats dogs birds tea'
).split(' ');

const wordOf = (hash: number): string => WORDS[(hash >>> 0) % WORDS.length] ?? '';

function sentence(seed: number, words: number): string {
  const all: string[] = [];
  for (let n = 0; n < words; n += 1) all.push(wordOf(mix(seed + n)));
  return all.join(' ');
}

/** Murmur3's finish: the same number for the same number, and no pattern. */
export function mix(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return (hash ^ (hash >>> 16)) >>> 0;
}
