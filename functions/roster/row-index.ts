import { PERSON_STATES, type PersonState, type RosterRow } from '../core/model.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './bytes.ts';
import { type Fingerprint, fingerprint, PRINT_FORMS, type PrintForm } from './fingerprint.ts';
import { PACKINGS, packingOf, WIDTHS } from './id-words.ts';
import { PackedIds } from './packed-ids.ts';
import { boundTo, wholePrint } from './row-print.ts';
import { letGo } from './typed-memory.ts';

/** Bits that a place takes in a roster's memory, and so the places that one part may hold. */
export const PLACE_BITS = 12;
export const MOST_PLACES = 2 ** PLACE_BITS;
const DAY = 86_400_000;
const SAMPLE = 50;
/** The first byte holds the packing of the ids, and above it the form of the prints. */
const FORM_BITS = 4;

/** What a comparison needs of rows, in typed arrays by place. */
export interface RowIndex {
  readonly ids: PackedIds;
  /** As places in PERSON_STATES. */
  readonly states: Uint8Array;
  readonly printForm: PrintForm;
  /** See {@link fingerprint}; of the form `rows`, prints of profiles and, in `rests`, of rows, 0 where there is none. */
  readonly texts: Uint32Array;
  readonly rests: Uint32Array;
  /** Day since 1970 on which the full profile was last looked up; 0 if never. */
  readonly hydratedDays: Uint16Array;
  /** `stateAt` of whoever is not present, in order. */
  readonly awaySince: Float64Array;
}

const PRESENT = PERSON_STATES.indexOf('present');

/** Collects the index of rows, which are cleaned, at most {@link MOST_PLACES}. */
export class RowIndexBuilder {
  private ids: PackedIds | undefined;
  /** The first ids, by which the packing is chosen. */
  private first: string[] = [];
  private count = 0;
  private readonly states = new Uint8Array(MOST_PLACES);
  private readonly texts = new Uint32Array(MOST_PLACES);
  private readonly rests = new Uint32Array(MOST_PLACES);
  private readonly rowPrints = new Uint32Array(MOST_PLACES);
  private hasRowPrints = false;
  private readonly hydratedDays = new Uint16Array(MOST_PLACES);
  private awaySince: number[] = [];
  private readonly print: Fingerprint = { text: 0, rest: 0 };

  get size(): number {
    return this.count;
  }

  add({ id, profile, state, stateAt, hydratedAt, rowPrint }: RosterRow): void {
    const place = this.count;
    if (place === MOST_PLACES) throw new RangeError('There are more rows than fit an index.');
    if (this.ids !== undefined) this.ids.push(id);
    else if (this.first.push(id) === SAMPLE) this.choosePacking();
    fingerprint(profile, 'bytes', this.print);
    this.texts[place] = this.print.text;
    this.rests[place] = this.print.rest;
    this.rowPrints[place] = rowPrint === undefined ? 0 : boundTo(wholePrint(this.print), rowPrint);
    if (rowPrint !== undefined) this.hasRowPrints = true;
    this.states[place] = PERSON_STATES.indexOf(state);
    this.hydratedDays[place] = dayOf(hydratedAt);
    if (state !== 'present') this.awaySince.push(stateAt);
    this.count += 1;
  }

  /** The index of all that were added; then this is empty. */
  flush(): RowIndex {
    const { count } = this;
    const index: RowIndex = {
      ids: this.ids ?? this.choosePacking(),
      states: this.states.slice(0, count),
      ...this.prints(),
      hydratedDays: this.hydratedDays.slice(0, count),
      awaySince: Float64Array.from(this.awaySince),
    };
    this.ids = undefined;
    this.first = [];
    this.awaySince = [];
    this.count = 0;
    this.hasRowPrints = false;
    return index;
  }

  private prints(): Pick<RowIndex, 'printForm' | 'texts' | 'rests'> {
    const { count, print } = this;
    const texts = this.texts.slice(0, count);
    const rests = this.rests.slice(0, count);
    if (!this.hasRowPrints) return { printForm: 'bytes', texts, rests };
    for (let place = 0; place < count; place += 1) {
      print.text = texts[place] ?? 0;
      print.rest = rests[place] ?? 0;
      texts[place] = wholePrint(print);
    }
    rests.set(this.rowPrints.subarray(0, count));
    return { printForm: 'rows', texts, rests };
  }

  private choosePacking(): PackedIds {
    const ids = new PackedIds(packingOf(this.first), MOST_PLACES);
    for (const id of this.first) ids.push(id);
    this.ids = ids;
    return ids;
  }
}

/** @param rows cleaned, at most {@link MOST_PLACES} */
export function indexOf(rows: readonly RosterRow[]): RowIndex {
  const builder = new RowIndexBuilder();
  for (const row of rows) builder.add(row);
  return builder.flush();
}

const dayOf = (at: number | undefined): number =>
  at === undefined ? 0 : Math.min(0xffff, Math.max(1, Math.floor(at / DAY)));

/** Writes an index as {@link readIndex} reads it. @returns a view of room that the next one is written to, too */
export function writeIndex(index: RowIndex): Uint8Array {
  const { ids } = index;
  const { words, texts } = ids.stored(0, ids.size);
  const writer = new ByteWriter();
  writer.u8(PACKINGS.indexOf(ids.packing) | (PRINT_FORMS.indexOf(index.printForm) << FORM_BITS));
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
  const forms = reader.u8();
  const packing = PACKINGS[forms % (1 << FORM_BITS)];
  const printForm = PRINT_FORMS[forms >>> FORM_BITS];
  if (packing === undefined || printForm === undefined) throw new RangeError('There is no such packing.');
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
  const away = awayIn(states);
  const index = {
    ids: PackedIds.fromStored(packing, words, texts),
    states,
    printForm,
    texts: new Uint32Array(reader.bytes(count * 4).buffer),
    rests: new Uint32Array(reader.bytes(count * 4).buffer),
    hydratedDays: new Uint16Array(reader.planes(count, 2).buffer),
    awaySince: new Float64Array(reader.planes(away, 8).buffer),
  };
  reader.end();
  return index;
}

/** How many are not present. @throws RangeError for what is no state */
function awayIn(states: Uint8Array): number {
  let away = 0;
  for (let place = 0; place < states.length; place += 1) {
    const state = states[place] ?? 0;
    if (state >= PERSON_STATES.length) throw new RangeError('There is no such state.');
    if (state !== PRESENT) away += 1;
  }
  return away;
}

/** Gives the memory of an index that was taken over back at once; it may not be used any more. */
export function letIndexGo({ ids, states, texts, rests, hydratedDays, awaySince }: RowIndex): void {
  ids.letGo();
  for (const column of [states, texts, rests, hydratedDays, awaySince]) letGo(column);
}

/** The print of a row as people carry it, by the prints of an index of the form `rows`; nothing, if there is none. */
export function rowPrintIn(
  { texts, rests }: Pick<RowIndex, 'texts' | 'rests'>,
  place: number,
): Pick<RosterRow, 'rowPrint'> | undefined {
  const print = rests[place] ?? 0;
  return print === 0 ? undefined : { rowPrint: boundTo(texts[place] ?? 0, print) };
}

export const stateOf = (index: RowIndex, place: number): PersonState =>
  PERSON_STATES[index.states[place] ?? 0] ?? 'present';
