import * as z from 'zod';
import type { Change, Profile, RosterRow } from '../core/model.ts';
import { changeSchema } from '../storage/change-schema.ts';
import { giveBack, packBytes, packJson, unpackJson } from '../storage/pack.ts';
import { ByteReader } from './byte-reader.ts';
import { cleanChange, cleanId } from './clean.ts';
import { JsonList } from './json-list.ts';
import { encodeSegment, MOST_ROWS, type OpenSegment, openSegment, SegmentBuilder } from './segment.ts';
import { fromColumns } from './segment-json.ts';
import { encodeInParts } from './split.ts';

/** What one commit changes. Drops are applied before puts; an id in both is put. */
export interface Delta {
  readonly puts: readonly RosterRow[];
  readonly drops: readonly string[];
  /** Told differences, in the order in which they are numbered. */
  readonly changes: readonly Change[];
}

/** A row and the change that shows it go into the same chunk, so that its profile is stored once. */
interface Entry {
  readonly put?: RosterRow;
  readonly drop?: string;
  readonly change?: Change;
}

/** `R`, `L` and the version; a chunk of version 1 is bare zstd, which begins otherwise. */
const MAGIC = [0x52, 0x4c, 0x02, 0x00] as const;
const HEADER = MAGIC.length + 8;

/** A person who is shown as the row in this place of the chunk says. */
const placeSchema = z.object({ row: z.number().int().min(0) });
const storedSchema = changeSchema.extend({ person: z.union([placeSchema, changeSchema.shape.person]) });
const dropsSchema = z.array(z.string());
const changesSchema = z.array(storedSchema);
/** Version 1. */
const bodySchema = z.object({ rows: z.unknown(), drops: z.array(z.string()), changes: z.array(changeSchema) });

/** A delta as packed chunks of the log, at most 256 KB each. */
export function encodeDelta(delta: Delta): Uint8Array[] {
  return encodeInParts([...entriesOf(delta)], MOST_ROWS, encodeChunk).map(({ data }) => data);
}

/** What goes into chunks, in order; whatever is next to each other may go into different ones. */
export function* entriesOf({ puts, drops, changes }: Delta): Generator<Entry> {
  const numbers = new Map<string, number>();
  for (let number = 0; number < puts.length; number += 1) numbers.set(puts[number]?.id ?? '', number);
  for (const drop of drops) yield { drop };
  // Of rows with one id the last counts, and it must stay the last.
  const isSimple = numbers.size === puts.length;
  const isShown = new Uint8Array(puts.length);
  for (const change of changes) {
    const number = isSimple ? numbers.get(change.person.id) : undefined;
    const put = number === undefined || isShown[number] === 1 ? undefined : puts[number];
    if (number === undefined || put === undefined) {
      yield { change };
      continue;
    }
    isShown[number] = 1;
    yield { put, change };
  }
  for (let number = 0; number < puts.length; number += 1) {
    const put = puts[number];
    if (put !== undefined && isShown[number] === 0) yield { put };
  }
}

/** Collects a chunk of the log, entry by entry, of which none has to live until it is full. */
export class ChunkBuilder {
  private readonly rows = new SegmentBuilder();
  private readonly drops: string[] = [];
  private readonly changes = new JsonList();
  private count = 0;
  /** The row that was added last: the one that changes show. */
  private last: RosterRow | undefined;

  get size(): number {
    return this.count;
  }

  add({ put, drop, change }: Entry): void {
    this.count += 1;
    if (drop !== undefined) this.drops.push(cleanId(drop));
    if (put !== undefined) this.last = this.rows.add(put);
    if (change !== undefined) this.changes.push(this.stored(change));
  }

  /** The chunk of all that was added; then this is empty. */
  flush(): Uint8Array {
    const segment = this.rows.flush();
    const drops = packJson(this.drops);
    const changes = packBytes(this.changes.toBytes());
    const header = Buffer.concat([Buffer.from(MAGIC), Buffer.alloc(8)]);
    header.writeUInt32LE(segment.byteLength, MAGIC.length);
    header.writeUInt32LE(drops.byteLength, MAGIC.length + 4);
    this.drops.length = 0;
    this.changes.clear();
    this.count = 0;
    this.last = undefined;
    return Buffer.concat([header, segment, drops, changes]);
  }

  /** A change with the place of the row that it shows, if that is at hand: so its profile is stored once. */
  private stored(change: Change): unknown {
    const clean = cleanChange(change);
    const { last } = this;
    if (last === undefined || last.id !== clean.person.id || !isShown(last, clean.person)) return clean;
    return { ...clean, person: { row: this.rows.size - 1 } };
  }
}

function encodeChunk(entries: readonly Entry[]): Uint8Array {
  const chunk = new ChunkBuilder();
  for (const entry of entries) chunk.add(entry);
  return chunk.flush();
}

function isShown({ id, profile }: RosterRow, person: Change['person']): boolean {
  let fields = 1;
  for (const field in profile) {
    const name = field as keyof Profile;
    fields += 1;
    if (profile[name] === person[name]) continue;
    if (!(field in person) || JSON.stringify(profile[name]) !== JSON.stringify(person[name])) return false;
  }
  return person.id === id && Object.keys(person).length === fields;
}

/** A chunk of which only the drops have been unpacked, and what was asked for. */
export interface OpenChunk extends OpenSegment {
  readonly drops: readonly string[];
  changes(): Change[];
}

/** @throws Error if the chunk is damaged or not a chunk */
export function openChunk(packed: unknown): OpenChunk {
  if (!(packed instanceof Uint8Array) || MAGIC.some((byte, at) => packed[at] !== byte)) return openJson(packed);
  const lengths = new ByteReader(packed.subarray(MAGIC.length, HEADER));
  const endOfRows = HEADER + lengths.u32();
  const endOfDrops = endOfRows + lengths.u32();
  const segment = openSegment(packed.subarray(HEADER, endOfRows));
  return {
    get index() {
      return segment.index;
    },
    rows: segment.rows,
    pick: segment.pick,
    letGo: () => {
      segment.letGo();
      giveBack(packed);
    },
    drops: dropsSchema.parse(unpackJson(packed.subarray(endOfRows, endOfDrops))),
    changes: () => {
      const changes = changesSchema.parse(unpackJson(packed.subarray(endOfDrops)));
      const shown = changes.flatMap(({ person }) => ('row' in person ? [person.row] : []));
      const places = [...new Set(shown)].sort((a, b) => a - b);
      const rows = new Map(segment.rows(places).map((row, n) => [places[n], row]));
      return changes.map((change) => {
        if (!('row' in change.person)) return { ...change, person: change.person };
        const row = rows.get(change.person.row);
        if (row === undefined) throw new RangeError('A change shows a row that is not there.');
        return { ...change, person: { ...row.profile, id: row.id } };
      });
    },
  };
}

function openJson(packed: unknown): OpenChunk {
  const body = bodySchema.parse(unpackJson(packed));
  const rows = fromColumns(body.rows);
  const segment = openSegment(encodeSegment(rows));
  return {
    index: segment.index,
    rows: segment.rows,
    pick: segment.pick,
    letGo: segment.letGo,
    drops: body.drops,
    changes: () => body.changes,
  };
}

/** @throws Error if a chunk is damaged or not a chunk */
export function decodeLog(chunks: readonly unknown[]): Delta {
  const open = chunks.map(openChunk);
  return {
    puts: open.flatMap((chunk) => chunk.rows()),
    drops: open.flatMap((chunk) => chunk.drops),
    changes: open.flatMap((chunk) => chunk.changes()),
  };
}
