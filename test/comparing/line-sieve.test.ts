import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdFilter } from '../../functions/comparing/id-filter.ts';
import { hashIfPrintable, hashOfId, NOT_KNOWN } from '../../functions/comparing/id-hash.ts';
import { LineSieve } from '../../functions/comparing/line-sieve.ts';
import { LineWindow } from '../../functions/comparing/line-window.ts';

const MARGIN = 8;

/** Bytes as they lie in a window: others are before and behind them. */
function viewOf(bytes: Uint8Array): DataView {
  const all = Buffer.concat([Buffer.alloc(MARGIN, 'x'), bytes, Buffer.alloc(MARGIN, '\n')]);
  return new DataView(all.buffer, all.byteOffset, all.length);
}

const hashOf = (id: string): number => {
  const bytes = Buffer.from(id);
  return hashOfId(viewOf(bytes), MARGIN, MARGIN + bytes.length);
};

const printable = fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)) });

describe('the hash of bytes that are taken for one id', () => {
  it('is that of the id if all of them can be printed', () => {
    fc.assert(
      fc.property(printable, (id) => {
        const end = MARGIN + id.length;
        const view = viewOf(Buffer.from(id));
        expect(hashIfPrintable(view, MARGIN, end)).toBe(hashOfId(view, MARGIN, end));
      }),
    );
  });

  it('is not known if there is an end of a line among them, wherever it is, or anything else below a space', () => {
    fc.assert(
      fc.property(printable, printable, fc.nat(0x1f), (one, other, code) => {
        const bytes = Buffer.from(`${one}${String.fromCharCode(code)}${other}`);
        expect(hashIfPrintable(viewOf(bytes), MARGIN, MARGIN + bytes.length)).toBe(NOT_KNOWN);
      }),
    );
  });
});

/** The ids of lines at which a sieve for these few stops, and how many lines have been taken in the end. */
function stopsIn(list: string, few: readonly string[], room: number, piece: number) {
  const bytes = Buffer.from(list);
  let read = 0;
  const window = new LineWindow((into) => {
    const count = bytes.copy(into, 0, read, read + piece);
    read += count;
    return count;
  }, room);
  const sieve = new LineSieve(new IdFilter(Int32Array.from(few, hashOf)));
  const stops: string[] = [];
  while (window.hasLines()) {
    if (sieve.stops(window, window.stop)) stops.push(window.bytes.toString('utf8', sieve.from, sieve.end));
  }
  return { stops, position: window.position };
}

describe('a sieve of lines', () => {
  it('stops at each of a few, however long the lines are and however they end, and at hardly anybody else', () => {
    const id = fc.oneof(
      fc.nat(50).map((n) => `did:plc:${String(n).padStart(24, 'a')}`),
      fc.nat(3_000).map(String),
      fc.string({ unit: 'grapheme', maxLength: 20 }).filter((some) => !/[\r\n\uFEFF]/.test(some)),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(id, fc.constantFrom('\n', '\n', '\n', '\r\n')), { maxLength: 60 }),
        fc.array(id, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 150, max: 400 }),
        fc.integer({ min: 1, max: 200 }),
        (lines, few, room, piece) => {
          const list = lines.map(([one, end]) => one + end).join('');
          const { stops, position } = stopsIn(list, few, room, piece);
          expect(position).toBe(Buffer.byteLength(list));
          expect(stops.filter((one) => few.includes(one))).toEqual(
            lines.map(([one]) => one).filter((one) => few.includes(one)),
          );
        },
      ),
      { numRuns: 300 },
    );
    const many = Array.from({ length: 10_000 }, (_, n) => `did:plc:${String(n).padStart(24, 'a')}\n`).join('');
    expect(stopsIn(many, ['did:plc:aaaaaaaaaaaaaaaaaaaa5000', '7'], 10_000, 10_000).stops.length).toBeLessThan(30);
  });
});
