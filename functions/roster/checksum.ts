import { PERSON_STATES, type PersonState } from '../core/model.ts';

const PRIMES = [0x01000193, 0x85ebca6b] as const;
const SEEDS = [0x811c9dc5, 0x9e3779b1] as const;

/**
 * Sums up who is in a roster and in which state: 64 bits in two lanes, the same in any order, so a commit can bring it
 * up to date from its own rows alone. It finds lost or doubled rows; it is no defence against forgery.
 */
export class Checksum {
  private first = 0;
  private second = 0;

  constructor(text = '') {
    if (text === '') return;
    this.first = Number.parseInt(text.slice(0, 8), 16);
    this.second = Number.parseInt(text.slice(8), 16);
  }

  add(id: string, state: PersonState): void {
    this.first = (this.first + hash(id, state, 0)) >>> 0;
    this.second = (this.second + hash(id, state, 1)) >>> 0;
  }

  /**
   * As {@link add}, of an id by its characters: both lanes in one go, since it is done for everybody.
   * @param state as a place in PERSON_STATES
   */
  addCodes(codes: Uint8Array, length: number, state: number): void {
    let first = FIRST_SEEDS[state] ?? 0;
    let second = SECOND_SEEDS[state] ?? 0;
    for (let at = 0; at < length; at += 1) {
      const code = codes[at] ?? 0;
      first = Math.imul(first ^ code, PRIMES[0]);
      second = Math.imul(second ^ code, PRIMES[1]);
    }
    this.first = (this.first + finish(first, PRIMES[0])) >>> 0;
    this.second = (this.second + finish(second, PRIMES[1])) >>> 0;
  }

  remove(id: string, state: PersonState): void {
    this.first = (this.first - hash(id, state, 0)) >>> 0;
    this.second = (this.second - hash(id, state, 1)) >>> 0;
  }

  toString(): string {
    return [this.first, this.second].map((lane) => lane.toString(16).padStart(8, '0')).join('');
  }
}

/** FNV-1a over UTF-16 units, finished like murmur3 so that close ids end far apart. */
function hash(id: string, state: PersonState, lane: 0 | 1): number {
  const prime = PRIMES[lane];
  let value = seedOf(state, lane);
  for (let at = 0; at < id.length; at += 1) value = Math.imul(value ^ id.charCodeAt(at), prime);
  return finish(value, prime);
}

function finish(hash: number, prime: number): number {
  let value = Math.imul(hash ^ 0xffff, prime);
  value = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  value = Math.imul(value ^ (value >>> 15), 0x846ca68b);
  return (value ^ (value >>> 16)) >>> 0;
}

const seedOf = (state: PersonState, lane: 0 | 1): number =>
  (lane === 0 ? FIRST_SEEDS : SECOND_SEEDS)[PERSON_STATES.indexOf(state)] ?? 0;

/** The state goes before the id, and there are few. */
const seeds = (lane: 0 | 1): Int32Array =>
  Int32Array.from(PERSON_STATES, (state) => {
    let value: number = SEEDS[lane];
    for (let at = 0; at < state.length; at += 1) value = Math.imul(value ^ state.charCodeAt(at), PRIMES[lane]);
    return Math.imul(value ^ 0xffff, PRIMES[lane]);
  });
const FIRST_SEEDS = seeds(0);
const SECOND_SEEDS = seeds(1);
