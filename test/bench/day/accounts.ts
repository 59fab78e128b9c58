import type { NetworkId } from '../../../functions/core/model.ts';
import { validateConfig } from '../../../functions/runtime/config.ts';
import type { Config } from '../../../functions/runtime/config-schema.ts';
import { idOf, mix } from '../world.ts';

/** One account of the simulated day, and how many follow it. */
export interface DayAccount {
  readonly nth: number;
  readonly owner: string;
  readonly id: string;
  readonly network: NetworkId;
  readonly credentialId: string;
  readonly followers: number;
  /** Nobody comes, leaves or changes. */
  readonly isQuiet: boolean;
  /** Its owner took the permission back. */
  readonly isRevoked: boolean;
}

/** Requests that a credential may make in a window, as the networks allow them, and people a page. */
export const CREDENTIALS = [
  ...credentials('bluesky', 8, { requests: 3_000, windowMs: 300_000, page: 100 }),
  ...credentials('github', 6, { requests: 5_000, windowMs: 3_600_000, page: 100 }),
  ...credentials('mastodon', 6, { requests: 300, windowMs: 300_000, page: 80 }),
];
export type DayCredential = (typeof CREDENTIALS)[number];

const ACCOUNTS_AN_OWNER = 20;
const MEDIAN = 300;
const SPREAD = 1;
/** Sizes that a log-normal draw of ten thousand hardly brings, by the number of the account: one behind each kind of limit. */
const GIANTS: Readonly<Record<number, number>> = { 0: 1_000_000, 14: 250_000, 8: 150_000, 1: 110_000 };
/** A small day has small giants. */
const LEAST_FOR_GIANTS = 1_000;
const SMALL_DAY = 20;

interface Limit {
  readonly requests: number;
  readonly windowMs: number;
  readonly page: number;
}

function credentials(network: NetworkId, count: number, limit: Limit) {
  return Array.from({ length: count }, (_, nth) => ({ id: `${network}:key-${nth}`, network, nth, ...limit }));
}

/** `n` accounts of clients of an agency. */
export function dayAccounts(n: number): DayAccount[] {
  const most = n < LEAST_FOR_GIANTS ? n * SMALL_DAY : Number.POSITIVE_INFINITY;
  return Array.from({ length: n }, (_, nth) => {
    const credential = CREDENTIALS[nth % CREDENTIALS.length];
    if (credential === undefined) throw new RangeError('There are no credentials.');
    const hash = mix(nth + 4_711);
    return {
      nth,
      owner: `client-${Math.floor(nth / ACCOUNTS_AN_OWNER)}`,
      id: accountId(credential, nth),
      network: credential.network,
      credentialId: credential.id,
      followers: Math.min(GIANTS[nth] ?? logNormal(hash), most),
      isQuiet: hash % 10 < 4,
      isRevoked: GIANTS[nth] === undefined && (hash >>> 8) % 100 === 0,
    };
  });
}

function accountId({ network, nth: key }: DayCredential, nth: number): string {
  if (network === 'github') return `github:client-${nth}`;
  return network === 'mastodon' ? `mastodon:client${nth}@host-${key}.example` : `bluesky:client-${nth}.example`;
}

/** Box and Muller's normal deviate, as an exponent. */
function logNormal(seed: number): number {
  const [a, b] = [(mix(seed) + 1) / 2 ** 32, mix(seed + 1) / 2 ** 32];
  return Math.max(1, Math.round(MEDIAN * Math.exp(SPREAD * Math.sqrt(-2 * Math.log(a)) * Math.cos(2 * Math.PI * b))));
}

export function dayConfig(accounts: readonly DayAccount[]): Config {
  const track = { following: false, likes: false, stars: false };
  const owners = Map.groupBy(accounts, ({ owner }) => owner);
  return validateConfig(
    {
      owners: [...owners].map(([id, own]) => ({ id, name: id, accounts: own.map((one) => ({ id: one.id, track })) })),
    },
    'the simulated day',
  );
}

/** Somebody's stable id, in the form that their network has. */
export function followerId({ network, nth }: DayAccount, who: number): string {
  const person = nth * 1_009 + who;
  if (network === 'github') return idOf('github', person);
  return network === 'mastodon' ? `https://people.example/users/p${person}` : idOf('plc', person);
}
