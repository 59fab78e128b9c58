import type { PersonState } from '../core/model.ts';

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

  remove(id: string, state: PersonState): void {
    this.lanes = [(this.lanes[0] - hash(id, state, 0)) >>> 0, (this.lanes[1] - hash(id, state, 1)) >>> 0];
  }

  toString(): string {
    return this.lanes.map((lane) => lane.toString(16).padStart(8, '0')).join('');
  }
}

/** FNV-1a over UTF-16 units, finished like murmur3 so that close ids end far apart. */
function hash(id: string, state: PersonState, lane: 0 | 1): number {
  let value: number = SEEDS[lane];
  for (const text of [state, id]) {
    for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), PRIMES[lane]);
    value = Math.imul(value ^ 0xffff, PRIMES[lane]);
  }
  value = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  value = Math.imul(value ^ (value >>> 15), 0x846ca68b);
  return (value ^ (value >>> 16)) >>> 0;
}
