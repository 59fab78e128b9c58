import type { ListedPerson } from '../../../functions/core/model.ts';
import { CredentialsRejectedError, RateLimitedError, UnavailableError } from '../../../functions/networks/errors.ts';
import type { Connector, Page } from '../../../functions/networks/network.ts';
import type { Chance } from '../../faults/chance.ts';
import { mix } from '../world.ts';
import { CREDENTIALS, type DayAccount, type DayCredential, followerId } from './accounts.ts';
import type { VirtualTime } from './virtual-time.ts';

const LATENCY_MS = 120;
const TIMEOUT_MS = 15_000;
/** One in this many leaves, is gained or edits a day: 1 % and 5 % a week. */
const LEAVES = 700;
const EDITS = 140;
const BATCH = 25;

interface Window {
  endsAt: number;
  left: number;
}

/** What a network saw of one account, to be held against what it should have seen. */
export interface Sightings {
  /** When its list was begun and last ended, and how often either. */
  begun: number[];
  ended: number[];
  lookedUp: number[];
  /** Pages that were answered, and that somebody asked for again in one walk. */
  pages: number;
  repeated: number;
  lastPlace: number;
}

/** All networks of the simulated day, at the connector's port: latency, limits by credential, failures, and people. */
export class DayNetworks {
  readonly seen = new Map<string, Sightings>();
  /** When each credential was limited, and until when. */
  readonly limits = new Map<string, [from: number, until: number][]>();
  requests = 0;
  failures = 0;
  /** Days since the first lists were read: 0 has no changes, failures or limits. */
  day = 0;
  /** Within which a whole network fails. */
  outage: { readonly credentialId: string; readonly from: number; readonly until: number } | undefined;
  private readonly windows = new Map<string, Window>();
  private readonly time: VirtualTime;
  private readonly chance: Chance;
  private readonly failing: number;

  /** @param failing probability that a request fails: half of them time out */
  constructor(time: VirtualTime, chance: Chance, failing: number) {
    this.time = time;
    this.chance = chance;
    this.failing = failing;
  }

  sightingsOf(id: string): Sightings {
    const known = this.seen.get(id) ?? { begun: [], ended: [], lookedUp: [], pages: 0, repeated: 0, lastPlace: -1 };
    this.seen.set(id, known);
    return known;
  }

  connectorOf(account: DayAccount): Connector {
    const credential = CREDENTIALS.find(({ id }) => id === account.credentialId);
    if (credential === undefined) throw new RangeError('There is no such credential.');
    const { network, id, credentialId } = account;
    const ask = (): Promise<void> => this.ask(account, credential);
    const networks = this;
    return {
      network,
      credentialId,
      listsFullProfiles: true,
      canVerify: () => true,
      resolve: async () => {
        networks.sightingsOf(id).lookedUp.push(networks.time.wall());
        await ask();
        return {
          stableId: stableId(account),
          profile: profileOf(account.nth),
          followersCount: networks.countOf(account),
        };
      },
      discover: async () => {
        await ask();
        const target = { kind: 'followers' as const, target: stableId(account), count: networks.countOf(account) };
        return { audiences: [target], isWhole: true, replies: [] };
      },
      readPage: async (_, cursor) => {
        const place = Number(cursor ?? 0);
        const seen = networks.sightingsOf(id);
        if (place === 0) seen.begun.push(networks.time.wall());
        await ask();
        if (place > 0 && place <= seen.lastPlace) seen.repeated += 1;
        seen.pages += 1;
        seen.lastPlace = place;
        const page = networks.pageOf(account, place, credential.page);
        if (page.next === undefined) {
          seen.ended.push(networks.time.wall());
          seen.lastPlace = -1;
        }
        return page;
      },
      async *verify(_account, _target, people) {
        for (let at = 0; at < people.length; at += BATCH) {
          await ask();
          for (const { id } of people.slice(at, at + BATCH)) {
            const evidence = { at: networks.time.wall(), asked: 'their follows', answered: 'no follow of you' };
            yield { id, account: 'active' as const, inAudience: false, evidence };
          }
        }
      },
      // Lists carry everything, so nobody is looked up besides.
      async *hydrate() {},
    };
  }

  /** One request: it takes its time, counts against the limit, and may fail. */
  private async ask(account: DayAccount, credential: DayCredential): Promise<void> {
    if (this.day === 0) return;
    this.requests += 1;
    const { outage } = this;
    const now = this.time.wall();
    const isDown = outage?.credentialId === credential.id && now >= outage.from && now < outage.until;
    if (isDown || this.chance.is(this.failing)) {
      this.failures += 1;
      const isTimeout = this.chance.is(0.5);
      await this.time.sleep(isTimeout ? TIMEOUT_MS : LATENCY_MS);
      throw new UnavailableError(isTimeout ? 'The network did not answer in time.' : 'The network answers 503.');
    }
    const window = this.windowOf(credential);
    if (window.left === 0) {
      const all = this.limits.get(credential.id) ?? [];
      if (all.at(-1)?.[1] !== window.endsAt) all.push([now, window.endsAt]);
      this.limits.set(credential.id, all);
      await this.time.sleep(LATENCY_MS);
      throw new RateLimitedError('The limit is used up.', window.endsAt);
    }
    window.left -= 1;
    await this.time.sleep(LATENCY_MS / 2 + this.chance.next() * LATENCY_MS);
    if (account.isRevoked) throw new CredentialsRejectedError('The permission was taken back.');
  }

  private windowOf({ id, requests, windowMs }: DayCredential): Window {
    const now = this.time.wall();
    const known = this.windows.get(id);
    if (known !== undefined && now < known.endsAt) return known;
    const window = { endsAt: now + windowMs, left: requests };
    this.windows.set(id, window);
    return window;
  }

  private gainedBy({ followers, isQuiet, nth }: DayAccount): number {
    if (this.day === 0 || isQuiet) return 0;
    return Math.floor(followers / LEAVES + mix(nth + 99) / 2 ** 32);
  }

  private isGone({ isQuiet, nth }: DayAccount, who: number): boolean {
    return this.day > 0 && !isQuiet && mix(who * 31 + nth) % LEAVES === 0;
  }

  private countOf(account: DayAccount): number {
    // A network's own count is never quite up to date.
    return account.followers + this.gainedBy(account);
  }

  /** Newest first; who is gone leaves a short page, as on real networks. */
  private pageOf(account: DayAccount, place: number, size: number): Page {
    const all = account.followers + this.gainedBy(account);
    const people: ListedPerson[] = [];
    const end = Math.min(place + size, all);
    for (let at = place; at < end; at += 1) {
      const who = all - 1 - at;
      if (this.isGone(account, who)) continue;
      const isEdited = this.day > 0 && !account.isQuiet && (mix(who * 17 + account.nth) >>> 4) % EDITS === 0;
      people.push({ id: followerId(account, who), profile: profileOf(account.nth * 1_009 + who, isEdited) });
    }
    return { people, ...(end < all ? { next: String(end) } : {}) };
  }
}

export const stableId = (account: DayAccount): string =>
  account.network === 'bluesky' ? `did:plc:client${account.nth}` : String(account.nth);

const WORDS =
  'amber birch cedar delta ember fjord glade harbor indigo juniper garden music painter runner writer coffee film photos'.split(
    ' ',
  );
const word = (hash: number): string => WORDS[hash % WORDS.length] ?? '';

function profileOf(person: number, isEdited = false) {
  const hash = mix(person + 77);
  const handle = `${word(hash)}${person}.people.example`;
  return {
    handle,
    url: `https://people.example/${handle}`,
    name: `${word(hash >>> 5)} ${word(hash >>> 9)}${isEdited ? ' *' : ''}`,
    ...(hash % 50 !== 0
      ? {}
      : { bio: `${word(hash >>> 3)} ${word(hash >>> 7)}, ${word(hash >>> 11)} and ${hash % 999}` }),
  };
}
