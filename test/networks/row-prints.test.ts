import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LikelyEnds, RowSizes } from '../../functions/networks/row-prints.ts';
import { padded } from './fakes/rows.ts';

const LONGEST = 4_096;

function viewOf(text: string): DataView {
  const body = padded(text);
  return new DataView(body.buffer, body.byteOffset, body.byteLength);
}

/** Sizes of rows of which these were read. */
function sizesOf(sizes: readonly number[]): RowSizes {
  const known = new RowSizes();
  for (const size of sizes) known.note(size);
  return known;
}

describe('where rows are likely to end', () => {
  const row = fc
    .tuple(fc.nat(60), fc.stringMatching(/^[},{" ]*$/))
    .map(([more, odd]) => `{"id":"${'a'.repeat(more)}${odd}"}`);

  it('is before the next that looks like a row, whatever looks like a part of that before', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), (rows) => {
        const text = `[${rows.join(',')}]`;
        const ends = new LikelyEnds(viewOf(text), new RowSizes());
        let begin = 1;
        for (const one of rows) {
          const next = text.indexOf('},{"', begin);
          expect(ends.after(begin)).toBe(next === -1 ? -1 : next + 1);
          begin += one.length + 1;
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is told of each row where none has anything like it inside', () => {
    const plain = fc.array(fc.nat(70), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(plain, fc.boolean(), fc.nat(3), (lengths, isKnown, before) => {
        const rows = lengths.map((length) => `{"id":"${'a'.repeat(length)}"}`);
        const text = `${' '.repeat(before)}[${rows.join(',')}]`;
        const ends = new LikelyEnds(viewOf(text), sizesOf(isKnown ? rows.map((one) => one.length) : []));
        let begin = before + 1;
        for (const [n, one] of rows.entries()) {
          expect(ends.after(begin)).toBe(n === rows.length - 1 ? -1 : begin + one.length);
          begin += one.length + 1;
        }
      }),
    );
  });

  it('is passed over in a row that is shorter than any before, and found again behind it', () => {
    const long = `{"id":"${'a'.repeat(80)}"}`;
    const text = `[${long},{"id":"b"},${long},${long}]`;
    const ends = new LikelyEnds(viewOf(text), sizesOf([long.length]));
    const second = 1 + long.length + 1;
    const third = second + '{"id":"b"},'.length;
    expect(ends.after(1)).toBe(1 + long.length);
    expect(ends.after(second)).toBe(third + long.length);
    expect(ends.after(third)).toBe(third + long.length);
  });

  it('is not looked for in what is longer than any row, nor twice in the same', () => {
    const text = `[{"id":"${'a'.repeat(3 * LONGEST)}"},{"id":"b"},{}]`;
    const view = viewOf(text);
    let looks = 0;
    const look = view.getUint8.bind(view);
    view.getUint8 = (at) => {
      looks += 1;
      return look(at);
    };
    const end = text.indexOf('},{"') + 1;
    for (let offset = 0; offset < 4; offset += 1) {
      const ends = new LikelyEnds(view, new RowSizes());
      expect(ends.after(end - LONGEST - 1)).toBe(-1);
      expect(ends.after(end - LONGEST + 4 + offset)).toBe(end);
      looks = 0;
      const others = new LikelyEnds(view, new RowSizes());
      for (let begin = 1; begin < LONGEST; begin += 1) expect(others.after(begin + offset)).toBe(-1);
      expect(looks).toBeLessThan(LONGEST / 2 + 100);
    }
  });
});
