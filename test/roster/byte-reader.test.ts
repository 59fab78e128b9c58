import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteReader } from '../../functions/roster/byte-reader.ts';
import { ByteWriter } from '../../functions/roster/bytes.ts';

test('values of any width come back as they went into planes, and numbers as they went into any form', () => {
  const values = fc.tuple(fc.integer({ min: 1, max: 16 }), fc.uint8Array({ maxLength: 120 }));
  const numbers = fc.array(
    fc.option(
      fc.oneof(
        fc.nat(3),
        fc.double({ noNaN: true }).map((one) => one + 0),
      ),
    ),
    {
      maxLength: 400,
      size: 'max',
    },
  );
  fc.assert(
    fc.property(values, numbers, ([width, bytes], some) => {
      const count = Math.floor(bytes.length / width);
      const whole = bytes.slice(0, count * width);
      const column = some.map((value) => value ?? Number.NaN);
      const writer = new ByteWriter();
      writer.planes(whole, width);
      writer.numbers(column);
      const reader = new ByteReader(writer.result().slice());
      expect(reader.planes(count, width)).toEqual(whole);
      const back = new Float64Array(column.length).fill(Number.NaN);
      reader.numbers(column.length, [...column.keys()], back);
      expect([...back]).toEqual(column);
      reader.end();
    }),
  );
});

test('a place beyond the end, a number that is none of the list and planes that are cut short are errors', () => {
  const writer = new ByteWriter();
  writer.numbers(Array.from({ length: 30 }, (_, n) => n % 3));
  const bytes = writer.result().slice();
  const read = (some: Uint8Array, place: number): boolean =>
    new ByteReader(some).numbers(30, [place], new Float64Array(1));
  expect(read(bytes, 29)).toBe(true);
  expect(() => read(bytes, 30)).toThrow(RangeError);
  expect(() => read(bytes.slice(0, -1), 0)).toThrow(RangeError);
  bytes[bytes.length - 1] = 3;
  expect(() => read(bytes, 29)).toThrow(RangeError);
  expect(() => new ByteReader(new Uint8Array(15)).planes(1, 16)).toThrow(RangeError);
});

test('texts at any places come back as they went in, however long the others are', () => {
  const length = fc.constantFrom(0, 1, 2, 127, 128, 254, 255, 256, 257, 511, 512, 32_768, 65_534);
  const text = fc.option(
    length.map((bytes) => 'x'.repeat(bytes)),
    { nil: undefined },
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 40 }), fc.array(fc.nat(39)), (texts, some) => {
      const places = [...new Set(some)].filter((place) => place < texts.length).sort((a, b) => a - b);
      const writer = new ByteWriter();
      writer.texts(texts);
      const reader = new ByteReader(writer.result().slice());
      expect(reader.texts(texts.length, places)).toEqual(places.map((place) => texts[place]));
      reader.end();
    }),
  );
});
