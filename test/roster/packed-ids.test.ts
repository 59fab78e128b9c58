import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PERSON_STATES } from '../../functions/core/model.ts';
import { Checksum } from '../../functions/roster/checksum.ts';
import { PACKINGS, packingOf } from '../../functions/roster/id-words.ts';
import { PackedIds } from '../../functions/roster/packed-ids.ts';
import { anyText } from './people.ts';

const decimal = fc.bigInt(0n, 2n ** 65n).map(String);
const plc = fc
  .array(fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz234567'), { minLength: 24, maxLength: 24 })
  .map((characters) => `did:plc:${characters.join('')}`);
const almost = fc.constantFrom(
  '',
  '0',
  '00',
  '01',
  '1a',
  '١٢',
  '9223372036854775807',
  '9223372036854775808',
  '18446744073709551615',
  '9999999999999999999',
  'did:plc:',
  `did:plc:${'a'.repeat(23)}`,
  `did:plc:${'a'.repeat(25)}`,
  `did:plc:${'a'.repeat(23)}1`,
  `did:plc:${'A'.repeat(24)}`,
  `did:web:${'a'.repeat(24)}`,
);
const anyId = fc.oneof(
  decimal,
  plc,
  almost,
  fc.nat(99).map(String),
  anyText.map((text) => text.toWellFormed()),
);
const anyIds = fc.uniqueArray(anyId, { maxLength: 40 });

describe('packed ids', () => {
  it('come back to the letter and are found where they are, whatever they look like and however they are packed', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PACKINGS), anyIds, anyId, (packing, ids, stranger) => {
        const packed = new PackedIds(packing, 0);
        for (const id of ids) packed.push(id);
        expect(ids.map((_, slot) => packed.at(slot))).toEqual(ids);
        expect(ids.map((id) => packed.find(id))).toEqual([...ids.keys()]);
        expect(packed.find(stranger)).toBe(ids.indexOf(stranger));
        for (const slot of ids.keys()) expect(packed.isAt(slot, stranger)).toBe(ids[slot] === stranger);
        expect(packed.isAt(ids.length, stranger)).toBe(false);
        expect(() => packed.at(ids.length)).toThrow(RangeError);
      }),
    );
  });

  it('come back from what is stored of them, and are found by the ids of others', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PACKINGS), fc.constantFrom(...PACKINGS), anyIds, (one, other, ids) => {
        const packed = new PackedIds(one);
        for (const id of ids) packed.push(id);
        const { words, texts } = packed.stored(0, ids.length);
        const back = PackedIds.fromStored(one, words, texts);
        const copy = new PackedIds(other);
        copy.append(back, 0, ids.length);
        expect(ids.map((_, slot) => copy.at(slot))).toEqual(ids);
        expect(ids.map((_, slot) => copy.findOf(back, slot))).toEqual([...ids.keys()]);
      }),
    );
  });

  it('are summed up as their texts are, and found, however many there are', () => {
    const states = Uint8Array.from({ length: 10_000 }, (_, slot) => slot % PERSON_STATES.length);
    const idOfPlc = (n: number): string =>
      `did:plc:${n.toString(2).padStart(24, 'a').replaceAll('0', 'b').replaceAll('1', 'c')}`;
    for (const [packing, idOf] of [
      ['plc', idOfPlc],
      ['decimal', String],
    ] as const) {
      for (const count of [1, 4_095, 4_096, 4_097, 10_000]) {
        const packed = new PackedIds(packing);
        const expected = new Checksum();
        for (let slot = 0; slot < count; slot += 1) {
          const id = slot % 1_000 === 7 ? `odd-${slot}` : idOf(slot);
          packed.push(id);
          expected.add(id, PERSON_STATES[states[slot] ?? 0] ?? 'present');
        }
        const sum = new Checksum();
        packed.addTo(sum, states);
        expect(sum.toString()).toBe(expected.toString());
        for (let slot = 0; slot < count; slot += 1) if (packed.find(packed.at(slot)) !== slot) expect(slot).toBe(-1);
      }
    }
  });

  it('are packed as most of them ask for', () => {
    expect(packingOf([])).toBe('text');
    expect(packingOf(['1', '2', 'x'])).toBe('decimal');
    expect(packingOf([`did:plc:${'a'.repeat(24)}`])).toBe('plc');
    expect(packingOf(['https://server.example/users/ada'])).toBe('text');
  });
});
