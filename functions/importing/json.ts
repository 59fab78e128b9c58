import { Buffer } from 'node:buffer';
import { ListFormatError, shown } from './errors.ts';
import { fieldOf, type ListField } from './fields.ts';
import type { RawPerson } from './listed-person.ts';
import type { RawEntry } from './parse-list.ts';

/** Largest JSON list: it is held in memory whole. */
const LARGEST_JSON = 50_000_000;
const LARGEST_LINE = 1_000_000;
/** What people are recognised by must be right; other fields that are no text are left out. */
const NEEDED: ReadonlySet<ListField> = new Set(['id', 'handle', 'url']);

/** Reads one JSON value: an array of people, or an object with one under `people`. */
export async function* readJson(source: AsyncIterable<Buffer>): AsyncGenerator<RawEntry> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > LARGEST_JSON) {
      throw new ListFormatError(
        'the list',
        `found more than ${LARGEST_JSON / 1e6} MB of JSON, expected less; NDJSON or CSV may be larger`,
      );
    }
    chunks.push(chunk);
  }
  const json = parse(decode(Buffer.concat(chunks), 'the list').replace(/^\uFEFF/, ''), 'the list');
  const list = Array.isArray(json) ? json : isObject(json) ? json['people'] : undefined;
  if (!Array.isArray(list)) {
    throw new ListFormatError('the list', `found ${shown(json)}, expected an array of people or {"people": [...]}`);
  }
  for (const [index, entry] of list.entries()) {
    const where = `person ${index + 1}`;
    yield { person: rawPerson(entry, where), where };
  }
}

/** Reads one JSON value a line; empty lines are skipped. */
export async function* readNdjson(source: AsyncIterable<Buffer>): AsyncGenerator<RawEntry> {
  let number = 0;
  for await (const line of lines(source)) {
    number += 1;
    const where = `line ${number}`;
    const text = decode(line, where).replace(number === 1 ? /^\uFEFF/ : /^$/, '');
    if (text.trim() !== '') yield { person: rawPerson(parse(text, where), where), where };
  }
}

async function* lines(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let size = 0;
  let number = 1;
  for await (const chunk of source) {
    let from = 0;
    for (let end = chunk.indexOf(10, from); end >= 0; end = chunk.indexOf(10, from)) {
      yield Buffer.concat([...parts, chunk.subarray(from, end)]);
      number += 1;
      parts = [];
      size = 0;
      from = end + 1;
    }
    size += chunk.length - from;
    if (size > LARGEST_LINE)
      throw new ListFormatError(
        `line ${number}`,
        `found more than ${LARGEST_LINE / 1e6} MB, expected one person a line`,
      );
    if (from < chunk.length) parts.push(Buffer.from(chunk.subarray(from)));
  }
  if (parts.length > 0) yield Buffer.concat(parts);
}

function decode(bytes: Buffer, where: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new ListFormatError(where, 'found bytes that are not UTF-8, expected text in UTF-8', { cause: error });
  }
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new ListFormatError(where, `found text that is not JSON (${detail.slice(0, 120)})`, { cause: error });
  }
}

function rawPerson(value: unknown, where: string): RawPerson {
  if (typeof value === 'string') return /^https?:\/\//i.test(value.trim()) ? { url: value } : { handle: value };
  if (!isObject(value))
    throw new ListFormatError(where, `found ${shown(value)}, expected a handle, an address or an object`);
  const person: Partial<Record<ListField, string>> = {};
  for (const [name, content] of Object.entries(value)) {
    const field = fieldOf(name);
    if (field === undefined || content === null || person[field] !== undefined) continue;
    if (typeof content !== 'string' && typeof content !== 'number') {
      if (!NEEDED.has(field)) continue;
      throw new ListFormatError(where, `found ${shown(content)} as ${shown(name)}, expected text or a number`);
    }
    if (typeof content === 'number' && NEEDED.has(field) && !Number.isSafeInteger(content)) {
      throw new ListFormatError(
        where,
        `found a number in ${shown(name)} that JSON cannot hold exactly, expected it as text`,
      );
    }
    person[field] = String(content);
  }
  return person;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
