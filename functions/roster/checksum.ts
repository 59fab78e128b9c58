import { PERSON_STATES, type PersonState } from '../core/model.ts';
import { PLC, plcCode } from './id-words.ts';

const PRIMES = [0x01000193, 0x85ebca6b] as const;
const SEEDS = [0x811c9dc5, 0x9e3779b1] as const;

/**
 * Sums up who is in a roster and in which state: 64 bits in two lanes, the same in any order, so a commit can bring it
 * up to date from its own rows alone. It finds lost or doubled rows; it is no defence against forgery.
 */
export class Checksum {
  /** The lanes, with a sign: numbers of 32 bits without one would each be an object. */
  private first = 0;
  private second = 0;

  constructor(text = '') {
    if (text === '') return;
    this.first = Number.parseInt(text.slice(0, 8), 16) | 0;
    this.second = Number.parseInt(text.slice(8), 16) | 0;
  }

  add(id: string, state: PersonState): void {
    this.addPlaced(id, PERSON_STATES.indexOf(state));
  }

  /** As {@link add}. @param state as a place in PERSON_STATES */
  addPlaced(id: string, state: number): void {
    this.first = (this.first + hash(id, FIRST_SEEDS[state], PRIMES[0])) | 0;
    this.second = (this.second + hash(id, SECOND_SEEDS[state], PRIMES[1])) | 0;
  }

  /**
   * As {@link addPlaced}, of the `did:plc` whose words begin at `at`, without making a string of it: it is done for
   * everybody.
   */
  addPlc(words: Uint32Array, at: number, state: number): void {
    let first = FIRST_AFTER_PLC[state] ?? 0;
    let second = SECOND_AFTER_PLC[state] ?? 0;
    for (let word = at; word < at + 4; word += 1) {
      const bits = words[word] ?? 0;
      first = mixWord(first, bits, PRIMES[0]);
      second = mixWord(second, bits, PRIMES[1]);
    }
    this.first = (this.first + finish(first, PRIMES[0])) | 0;
    this.second = (this.second + finish(second, PRIMES[1])) | 0;
  }

  remove(id: string, state: PersonState): void {
    const place = PERSON_STATES.indexOf(state);
    this.first = (this.first - hash(id, FIRST_SEEDS[place], PRIMES[0])) | 0;
    this.second = (this.second - hash(id, SECOND_SEEDS[place], PRIMES[1])) | 0;
  }

  toString(): string {
    return [this.first, this.second].map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
  }
}

/** FNV-1a over UTF-16 units, finished like murmur3 so that close ids end far apart. */
const hash = (id: string, seed: number | undefined, prime: number): number => finish(mix(seed ?? 0, id, prime), prime);

function mix(seed: number, text: string, prime: number): number {
  let value = seed;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), prime);
  return value;
}

/** As {@link mix}, of the six characters that a word of a `did:plc` stands for. */
function mixWord(seed: number, word: number, prime: number): number {
  let value = Math.imul(seed ^ plcCode(word, 25), prime);
  value = Math.imul(value ^ plcCode(word, 20), prime);
  value = Math.imul(value ^ plcCode(word, 15), prime);
  value = Math.imul(value ^ plcCode(word, 10), prime);
  value = Math.imul(value ^ plcCode(word, 5), prime);
  return Math.imul(value ^ plcCode(word, 0), prime);
}

function finish(hash: number, prime: number): number {
  let value = Math.imul(hash ^ 0xffff, prime);
  value = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  value = Math.imul(value ^ (value >>> 15), 0x846ca68b);
  return value ^ (value >>> 16);
}

/** The state goes before the id, and there are few. */
const seeds = (lane: 0 | 1): Int32Array =>
  Int32Array.from(PERSON_STATES, (state) => Math.imul(mix(SEEDS[lane], state, PRIMES[lane]) ^ 0xffff, PRIMES[lane]));
const FIRST_SEEDS = seeds(0);
const SECOND_SEEDS = seeds(1);
const FIRST_AFTER_PLC = FIRST_SEEDS.map((seed) => mix(seed, PLC, PRIMES[0]));
const SECOND_AFTER_PLC = SECOND_SEEDS.map((seed) => mix(seed, PLC, PRIMES[1]));
