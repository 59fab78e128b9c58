import { Buffer } from 'node:buffer';
import { createHash, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import * as z from 'zod';
import type { DigestContent } from '../core/digest-model.ts';
import { batchGet, batchWrite, type Db, putItem, queryPages } from './db.ts';
import { digestPk, editionKey, type Key } from './keys.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** Largest part of a frozen edition; an item ends at 400 KB. */
const MOST_PART_BYTES = 256 * 1024;
/** Largest edition that is read back; a mail's content is a hundredth of it. */
const MOST_EDITION_BYTES = 64 * 1024 * 1024;

/** Which committed version of each audience (by storage key) an edition ends with. */
export type Versions = Readonly<Record<string, number>>;

export interface FrozenEdition {
  readonly content: DigestContent;
  readonly versions: Versions;
}

/** Where the bytes of one edition lie. */
export const editionPointer = z.object({
  period: z.string(),
  /** Names the parts of one builder; two builders of one period never write the same key. */
  build: z.string(),
  parts: z.number().int().min(1).max(1000),
  hash: z.string(),
});
export type EditionPointer = z.output<typeof editionPointer>;

/** Writes an edition's parts (JSON, zstd) under a build of their own. Nobody sees them until something points there. */
export async function writeParts(db: Db, edition: FrozenEdition, expiresAt: number): Promise<EditionPointer> {
  const { content, versions } = edition;
  const bytes = await compress(Buffer.from(JSON.stringify({ content, versions }), 'utf8'));
  const pointer: EditionPointer = {
    period: content.period,
    build: randomUUID(),
    parts: Math.ceil(bytes.length / MOST_PART_BYTES),
    hash: hashOf(bytes),
  };
  for (const [part, key] of partKeys(content.owner.id, content.digestId, pointer).entries()) {
    await putItem(db, key, {
      bytes: bytes.subarray(part * MOST_PART_BYTES, (part + 1) * MOST_PART_BYTES),
      expiresAt: Math.ceil(expiresAt / 1000),
    });
  }
  return pointer;
}

/** What was frozen, or undefined if its retention has ended. Reads strongly: the parts may be a moment old. */
export async function readParts(
  db: Db,
  owner: string,
  digestId: string,
  pointer: EditionPointer,
): Promise<FrozenEdition | undefined> {
  const items = await batchGet(db, partKeys(owner, digestId, pointer), { consistent: true });
  const parts = items.flatMap((item) => (item?.['bytes'] instanceof Uint8Array ? [item['bytes']] : []));
  if (parts.length < pointer.parts) return undefined;
  const bytes = Buffer.concat(parts);
  // The hash makes what is read the very bytes that were frozen from a typed value; its shape needs no second look.
  if (hashOf(bytes) !== pointer.hash) throw new Error(`Edition ${digestId}:${pointer.period} is damaged.`);
  const text = await decompress(bytes, { maxOutputLength: MOST_EDITION_BYTES });
  return z.custom<FrozenEdition>((value) => typeof value === 'object').parse(JSON.parse(text.toString('utf8')));
}

/** Removes the parts of one period, of one build only or of all builds but one. */
export async function removeParts(
  db: Db,
  owner: string,
  digestId: string,
  period: string,
  which: { readonly only: string } | { readonly allBut: string },
): Promise<void> {
  const pk = digestPk(owner, digestId);
  const pages = queryPages(db, {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
    ExpressionAttributeValues: { ':pk': pk, ':sk': `EDITION#${period}#` },
    ProjectionExpression: 'pk, sk',
  });
  for await (const page of pages) {
    const keys = page.map((item) => ({ pk, sk: String(item['sk']) }));
    const going = keys.filter(({ sk }) =>
      'only' in which ? sk.includes(`#${which.only}#`) : !sk.includes(`#${which.allBut}#`),
    );
    await batchWrite(
      db,
      going.map((key) => ({ delete: key })),
    );
  }
}

function partKeys(owner: string, digestId: string, pointer: EditionPointer): Key[] {
  return Array.from({ length: pointer.parts }, (_, part) =>
    editionKey(owner, digestId, `${pointer.period}#${pointer.build}`, part),
  );
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64url');
