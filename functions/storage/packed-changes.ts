import * as z from 'zod';
import { storedChangeSchema } from './change-schema.ts';
import type { Item } from './db.ts';
import type { StoredChange } from './items.ts';
import { packJson, unpackJson } from './pack.ts';

/** Changes in one item, at most. */
export const MOST_PACKED = 500;
/**
 * Bytes of JSON in one item, at most. Measured before compression, so that the same changes always lie in the same items:
 * a projection that was cut off and is finished by another version of the compressor must not tell anybody twice.
 */
const MOST_JSON_BYTES = 300_000;

const packedSchema = z.array(storedChangeSchema);

/** The attributes that hold some changes. */
export function packChanges(changes: readonly StoredChange[]): Item {
  return { data: packJson(changes) };
}

/** @throws Error if the item holds no changes */
export function unpackChanges(item: Item): StoredChange[] {
  return packedSchema.parse(unpackJson(item['data']));
}

/** Cuts changes into what fits one item each, in order. */
export function splitChanges(changes: readonly StoredChange[]): StoredChange[][] {
  const parts: StoredChange[][] = [];
  let bytes = 0;
  for (const change of changes) {
    const size = Buffer.byteLength(JSON.stringify(change));
    const last = parts.at(-1);
    if (last === undefined || last.length === MOST_PACKED || bytes + size > MOST_JSON_BYTES) {
      parts.push([change]);
      bytes = size;
    } else {
      last.push(change);
      bytes += size;
    }
  }
  return parts;
}
