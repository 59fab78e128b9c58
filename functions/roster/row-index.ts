import { PERSON_STATES, type PersonState, type RosterRow } from '../core/model.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { type Fingerprint, fingerprint } from './fingerprint.ts';
import { PACKINGS, packingOf, WIDTHS } from './id-words.ts';
import { PackedIds } from './packed-ids.ts';

/** Bits that a place takes in a roster's memory, and so the places that one part may hold. */
export const PLACE_BITS = 12;
export const MOST_PLACES = 2 ** PLACE_BITS;
const DAY = 86_400_000;
const SAMPLE = 50;

/** What a comparison needs of rows, in typed arrays by place. */
export interface RowIndex {
  readonly ids: PackedIds;
  /** As places in PERSON_STATES. */
  readonly states: Uint8Array;
  /** See {@link Fingerprint}. */
  readonly texts: Uint32Array;
  readonly rests: Uint32Array;
  /** Day since 1970 on which the full profile was last looked up; 0 if never. */
  readonly hydratedDays: Uint16Array;
  /** `stateAt` of whoever is not present, in order. */
  readonly awaySince: Float64Array;
}

const PRESENT = PERSON_STATES.indexOf('present');

/** @param rows cleaned, at most {@link MOST_PLACES} */
export function indexOf(rows: readonly RosterRow[]): RowIndex {
  const ids = new PackedIds(packingOf(rows.slice(0, SAMPLE).map(({ id }) => id)), rows.length);
  const texts = new Uint32Array(rows.length);
  const rests = new Uint32Array(rows.length);
  const print: Fingerprint = { text: 0, rest: 0 };
  for (const [place, { id, profile }] of rows.entries()) {
    ids.push(id);
    fingerprint(profile, print);
    texts[place] = print.text;
    rests[place] = print.rest;
  }
  return {
    ids,
    states: Uint8Array.from(rows, ({ state }) => PERSON_STATES.indexOf(state)),
    texts,
    rests,
    hydratedDays: Uint16Array.from(rows, ({ hydratedAt }) => dayOf(hydratedAt)),
    awaySince: Float64Array.from(
      rows.filter(({ state }) => state !== 'present'),
      ({ stateAt }) => stateAt,
    ),
  };
}

const dayOf = (at: number | undefined): number =>
  at === undefined ? 0 : Math.min(0xffff, Math.max(1, Math.floor(at / DAY)));

/** Writes the index of rows, cleaned, as {@link readIndex} reads it. */
export function writeIndex(rows: readonly RosterRow[]): Uint8Array {
  const index = indexOf(rows);
  const { ids } = index;
  const { words, texts } = ids.stored(0, ids.size);
  const writer = new ByteWriter();
  writer.u8(PACKINGS.indexOf(ids.packing));
  writer.u32(ids.size);
  if (ids.packing !== 'text') writer.planes(bytesOf(words), WIDTHS[ids.packing] * 4);
  writer.u32(texts.length);
  writer.planes(bytesOf(Uint32Array.from(texts, ([place]) => place)), 4);
  writer.texts(texts.map(([, text]) => text));
  writer.bytes(index.states);
  writer.bytes(bytesOf(index.texts));
  writer.bytes(bytesOf(index.rests));
  writer.planes(bytesOf(index.hydratedDays), 2);
  writer.planes(bytesOf(index.awaySince), 8);
  return writer.result();
}

const bytesOf = (values: Uint32Array | Uint16Array | Float64Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/** @throws RangeError for what {@link writeIndex} did not write */
export function readIndex(bytes: Uint8Array): RowIndex {
  const reader = new ByteReader(bytes);
  const packing = PACKINGS[reader.u8()];
  if (packing === undefined) throw new RangeError('There is no such packing.');
  const count = reader.below(MOST_PLACES + 1);
  const width = WIDTHS[packing];
  const words = packing === 'text' ? new Uint32Array(count) : new Uint32Array(reader.planes(count, width * 4).buffer);
  const others = reader.below(count + 1);
  const places = new Uint32Array(reader.planes(others, 4).buffer);
  const all = Array.from({ length: others }, (_, n) => n);
  const texts = reader.texts(others, all).map((text, n): [number, string] => {
    if (text === undefined) throw new RangeError('An id is missing.');
    return [places[n] ?? 0, text];
  });
  const states = reader.bytes(count);
  if (states.some((state) => state >= PERSON_STATES.length)) throw new RangeError('There is no such state.');
  const index = {
    ids: PackedIds.fromStored(packing, words, texts),
    states,
    texts: new Uint32Array(reader.bytes(count * 4).buffer),
    rests: new Uint32Array(reader.bytes(count * 4).buffer),
    hydratedDays: new Uint16Array(reader.planes(count, 2).buffer),
    awaySince: new Float64Array(reader.planes(states.filter((state) => state !== PRESENT).length, 8).buffer),
  };
  reader.end();
  return index;
}

export const stateOf = (index: RowIndex, place: number): PersonState =>
  PERSON_STATES[index.states[place] ?? 0] ?? 'present';
