import { Buffer } from 'node:buffer';
import { ImportError } from './errors.ts';

/** Most bytes of one element: nobody's row is longer. */
const LONGEST_ELEMENT = 1_000_000;
/** A key or what stands before the array. */
const LONGEST_START = 500;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

export interface ArrayPlace {
  /** How messages call the file. */
  readonly name: string;
  /** What may stand before the array: nothing but space unless given. */
  readonly before?: RegExp;
  /** If the array lies in an object: under which keys. Without, it must be the whole value. */
  readonly keys?: RegExp;
}

/**
 * Reads a JSON array element by element from bytes as they come, so that a list of any length takes the memory of one
 * person. The array is the whole value (after an assignment, as in X's archives), or lies under a key of one object.
 * @throws ImportError if it is not JSON of that form or ends too soon
 */
export async function* arrayElements(source: AsyncIterable<Uint8Array>, place: ArrayPlace): AsyncGenerator<unknown> {
  const scanner = new Scanner(place);
  for await (const chunk of source) {
    scanner.take(chunk);
    for (const text of scanner.elements.splice(0)) yield parsed(text, place.name);
  }
  scanner.end();
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable(name, error);
  }
}

type Phase = 'start' | 'key' | 'value' | 'skip' | 'array' | 'end';

/** Knows just enough of JSON to find where elements begin and end; each is parsed by itself then. */
class Scanner {
  readonly elements: string[] = [];
  private readonly place: ArrayPlace;
  private phase: Phase = 'start';
  /** Brackets that are open within the element or value at hand. */
  private depth = 0;
  private isInString = false;
  private isEscaped = false;
  private isInObject = false;
  private hasFound = false;
  /** An element must follow: there was a comma. */
  private isOwed = false;
  /** Bytes of the key, of the element, or of what stands before everything. */
  private parts: Buffer[] = [];
  private size = 0;

  constructor(place: ArrayPlace) {
    this.place = place;
  }

  take(bytes: Uint8Array): void {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (this.isInString) {
        if (this.isEscaped) this.isEscaped = false;
        else if (byte === BACKSLASH) this.isEscaped = true;
        else if (byte === QUOTE) this.isInString = false;
        continue;
      }
      switch (this.phase) {
        case 'start':
          if (byte !== OPEN_ARRAY && byte !== OPEN_OBJECT) break;
          this.keep(chunk, from, at);
          this.begin(byte);
          from = at + 1;
          break;
        case 'key':
          if (byte === QUOTE) this.isInString = true;
          else if (byte === COLON) {
            this.keep(chunk, from, at);
            this.phase = 'value';
          } else if (byte === CLOSE_OBJECT) {
            this.keep(chunk, from, at);
            if (this.taken().trim() !== '') this.fail();
            this.phase = 'end';
            from = at + 1;
          }
          break;
        case 'value':
          if (isSpace(byte)) break;
          this.openValue(byte);
          from = at + 1;
          break;
        case 'skip':
          if (byte === QUOTE) this.isInString = true;
          else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) this.depth += 1;
          else if (this.depth > 0 && (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT)) this.depth -= 1;
          else if (this.depth === 0 && (byte === COMMA || byte === CLOSE_OBJECT)) {
            this.phase = byte === COMMA ? 'key' : 'end';
            from = at + 1;
          }
          break;
        case 'array':
          if (byte === QUOTE) this.isInString = true;
          else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) this.depth += 1;
          else if (this.depth > 0 && (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT)) this.depth -= 1;
          else if (this.depth === 0 && (byte === COMMA || byte === CLOSE_ARRAY)) {
            this.keep(chunk, from, at);
            this.element(byte === COMMA);
            from = at + 1;
          }
          break;
        case 'end':
          if (!isSpace(byte) && byte !== 0x3b) this.fail();
          from = at + 1;
          break;
      }
    }
    if (this.phase === 'skip' || this.phase === 'value') return;
    this.keep(chunk, from, chunk.length);
  }

  /** @throws ImportError if something is still open, or the array was nowhere */
  end(): void {
    if (this.phase !== 'end' || this.isInString) {
      throw new ImportError(`${this.place.name} ends too soon: it is cut off. Download the export again.`);
    }
    if (!this.hasFound) this.fail();
  }

  private begin(byte: number): void {
    const before = this.taken()
      .replace(/^\uFEFF/, '')
      .trim();
    const { before: allowed, keys } = this.place;
    if (allowed === undefined ? before !== '' : !allowed.test(before)) this.fail();
    if (byte === OPEN_OBJECT && keys === undefined) this.fail();
    this.isInObject = byte === OPEN_OBJECT;
    if (this.isInObject) this.phase = 'key';
    else this.openArray();
  }

  private openValue(byte: number): void {
    const key = parsed(this.taken().trim(), this.place.name);
    if (typeof key === 'string' && this.place.keys?.test(key)) {
      if (byte !== OPEN_ARRAY) this.fail();
      this.openArray();
      return;
    }
    this.phase = 'skip';
    this.depth = byte === OPEN_ARRAY || byte === OPEN_OBJECT ? 1 : 0;
    this.isInString = byte === QUOTE;
  }

  private openArray(): void {
    // Which of two lists would be the right one?
    if (this.hasFound) this.fail();
    this.phase = 'array';
    this.hasFound = true;
    this.depth = 0;
    this.isOwed = false;
  }

  private element(isMoreToCome: boolean): void {
    const text = this.taken();
    if (text.trim() !== '') this.elements.push(text);
    else if (isMoreToCome || this.isOwed) this.fail();
    this.isOwed = isMoreToCome;
    if (!isMoreToCome) this.phase = this.isInObject ? 'skip' : 'end';
  }

  private keep(chunk: Buffer, from: number, to: number): void {
    if (to <= from) return;
    this.size += to - from;
    if (this.size > (this.phase === 'array' ? LONGEST_ELEMENT : LONGEST_START)) this.fail();
    // A copy: the chunk is the stream's, and may be used again.
    this.parts.push(Buffer.from(chunk.subarray(from, to)));
  }

  private taken(): string {
    const text = Buffer.concat(this.parts).toString('utf8');
    this.parts = [];
    this.size = 0;
    return text;
  }

  private fail(): never {
    throw unreadable(this.place.name);
  }
}

const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

function unreadable(name: string, cause?: unknown): ImportError {
  return new ImportError(
    `${name} does not look as it does in an export. Download the export again; if it stays, look for a newer version of Rekindle.`,
    { cause },
  );
}
