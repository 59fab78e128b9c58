import { expect, test } from 'vitest';
import { PERSON_STATES } from '../../functions/core/model.ts';
import { indexOf, MOST_PLACES, type RowIndex, readIndex, writeIndex } from '../../functions/roster/row-index.ts';
import { row, rows } from './people.ts';

const idsOf = ({ ids }: RowIndex): string[] => Array.from({ length: ids.size }, (_, place) => ids.at(place));

test('an index may hold as many rows as have a place, and not one more', () => {
  const most = rows(MOST_PLACES);
  const index = readIndex(writeIndex(indexOf(most)));
  expect(idsOf(index)).toEqual(most.map(({ id }) => id));
  expect(() => indexOf([...most, row('one-more')])).toThrow(RangeError);
});

test('ids are packed as most of the first are, whatever the very first is', () => {
  const index = indexOf([row('odd'), ...Array.from({ length: 60 }, (_, n) => row(String(n + 1)))]);
  expect(index.ids.packing).toBe('decimal');
  expect(idsOf(index).slice(0, 3)).toEqual(['odd', '1', '2']);
});

test('bytes that say what no index says are an error, and never other people', () => {
  const index = indexOf(rows(3));
  // A copy: the next one is written where this one was.
  const bytes = Uint8Array.from(writeIndex(index));
  expect(idsOf(readIndex(bytes))).toEqual(['p0', 'p1', 'p2']);
  const unknownPacking = Uint8Array.from(bytes);
  unknownPacking[0] = 0x0f | (bytes[0] ?? 0);
  const unknownState = writeIndex({
    ...{ ...index, states: Uint8Array.of(0, PERSON_STATES.length, 0), awaySince: Float64Array.of(1) },
  });
  for (const wrong of [unknownPacking, unknownState, Uint8Array.of(...bytes, 0), bytes.subarray(0, -1)]) {
    expect(() => readIndex(wrong)).toThrow(RangeError);
  }
});
