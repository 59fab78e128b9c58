import { PERSON_STATES, type PersonState } from '../core/model.ts';

const PRIMES = [0x01000193, 0x85ebca6b] as const;
const SEEDS = [0x811c9dc5, 0x9e3779b1] as const;

/**
 * Sums up who is in a roster and in which state: 64 bits in two lanes, the same in any order, so a commit can bring it
 * up to date from its own rows alone. It finds lost or doubled rows; it is no defence against forgery.
 */
export class Checksum {
  private lanes: [number, number];

  constructor(text = '') {
    this.lanes = text === '' ? [0, 0] : [Number.parseInt(text.slice(0, 8), 16), Number.parseInt(text.slice(8), 16)];
  }

  add(id: string, state: PersonState): void {
    this.lanes = [(this.lanes[0] + hash(id, state, 0)) >>> 0, (this.lanes[1] + hash(id, state, 1)) >>> 0];
  }

  /** As {@link add}, of an id by its characters. */
  addCodes(codes: Uint16Array, length: number, state: PersonState): void {
    this.lanes = [
      (this.lanes[0] + hashCodes(codes, length, state, 0)) >>> 0,
      (this.lanes[1] + hashCodes(codes, length, state, 1)) >>> 0,
    ];
  }

  remove(id: string, state: PersonState): void {
    this.lanes = [(this.lanes[0] - hash(id, state, 0)) >>> 0, (this.lanes[1] - hash(id, state, 1)) >>> 0];
  }

  toString(): string {
    return this.lanes.map((lane) => lane.toString(16).padStart(8, '0')).join('');
  }
}

/** FNV-1a over UTF-16 units, finished like murmur3 so that close ids end far apart. */
function hash(id: string, state: PersonState, lane: 0 | 1): number {
  const prime = PRIMES[lane];
  let value = seedOf(state, lane);
  for (let at = 0; at < id.length; at += 1) value = Math.imul(value ^ id.charCodeAt(at), prime);
  return finish(value, prime);
}

function hashCodes(codes: Uint16Array, length: number, state: PersonState, lane: 0 | 1): number {
  const prime = PRIMES[lane];
  let value = seedOf(state, lane);
  for (let at = 0; at < length; at += 1) value = Math.imul(value ^ (codes[at] ?? 0), prime);
  return finish(value, prime);
}

function finish(hash: number, prime: number): number {
  let value = Math.imul(hash ^ 0xffff, prime);
  value = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  value = Math.imul(value ^ (value >>> 15), 0x846ca68b);
  return (value ^ (value >>> 16)) >>> 0;
}

/** The state goes before the id, and there are few. */
function seedOf(state: PersonState, lane: 0 | 1): number {
  return STATE_SEEDS[lane].get(state) ?? 0;
}

const seeds = (lane: 0 | 1): ReadonlyMap<PersonState, number> =>
  new Map(
    PERSON_STATES.map((state) => {
      let value: number = SEEDS[lane];
      for (let at = 0; at < state.length; at += 1) value = Math.imul(value ^ state.charCodeAt(at), PRIMES[lane]);
      return [state, Math.imul(value ^ 0xffff, PRIMES[lane])];
    }),
  );
const STATE_SEEDS = [seeds(0), seeds(1)] as const;
