import { Buffer } from 'node:buffer';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { SeriesFormatError } from './errors.ts';

/** Longest line, bytes once unpacked: a list of some ten million ids. */
const LONGEST_LINE = 256_000_000;
const GZIP = [0x1f, 0x8b];

/** A line with the number that an editor would show beside it. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

/**
 * Lines of a text in UTF-8, packed with gzip or not, as they come; empty ones are skipped.
 * @throws SeriesFormatError naming the line that is too long, no UTF-8, or where the packing breaks
 */
export async function* readLines(
  source: AsyncIterable<Uint8Array>,
  longest: number = LONGEST_LINE,
): AsyncGenerator<Line> {
  let number = 1;
  let parts: Uint8Array[] = [];
  let size = 0;
  const take = (part: Uint8Array): void => {
    size += part.length;
    if (size > longest) {
      throw new SeriesFormatError(`line ${number}`, `found more than ${longest} bytes, expected one snapshot a line`);
    }
    parts.push(part);
  };
  const line = (): Line => {
    const text = decode(parts, number);
    parts = [];
    size = 0;
    return { number, text };
  };
  try {
    for await (const chunk of unpacked(source)) {
      let from = 0;
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
        take(chunk.subarray(from, end));
        const whole = line();
        if (whole.text.trim() !== '') yield whole;
        number += 1;
        from = end + 1;
      }
      if (from < chunk.length) take(chunk.subarray(from));
    }
  } catch (error) {
    if (!isZlibError(error)) throw error;
    const problem = `the file's compression breaks off (${error.message}), expected a whole .gz file`;
    throw new SeriesFormatError(`line ${number}`, problem, { cause: error });
  }
  const last = line();
  if (last.text.trim() !== '') yield last;
}

/** Tells gzip by its first bytes, whatever the file is called. */
async function* unpacked(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  let start = Buffer.alloc(0);
  while (start.length < GZIP.length) {
    const { value, done } = await chunks.next();
    if (done === true) break;
    start = Buffer.concat([start, value]);
  }
  const whole = withStart(start, chunks);
  if (!GZIP.every((byte, at) => start[at] === byte)) yield* whole;
  // The error of either end comes out of the iteration; the callback only keeps it from being thrown twice.
  else yield* pipeline(Readable.from(whole, { objectMode: false }), createGunzip(), () => undefined);
}

async function* withStart(start: Buffer, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (start.length > 0) yield start;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

function decode(parts: readonly Uint8Array[], number: number): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts));
  } catch (error) {
    const problem = 'found bytes that are not UTF-8, expected JSON in UTF-8, packed with gzip or not';
    throw new SeriesFormatError(`line ${number}`, problem, { cause: error });
  }
}

function isZlibError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && /^Z_/.test(String(error.code));
}
