import fc from 'fast-check';
import { expect, test } from 'vitest';
import { below } from '../../../lib/local/demo/servers/below.ts';
import { Ties } from '../../../lib/local/demo/ties.ts';

const person = fc.constantFrom('a', 'b', 'c', 'd');
const step = fc.record({ from: person, to: person, isAdded: fc.boolean() });

test('ties agree with a plain list of them, whatever is added and removed', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const ties = new Ties();
      let plain: { from: string; to: string; at: number }[] = [];
      for (const [at, { from, to, isAdded }] of steps.entries()) {
        const has = plain.some((tie) => tie.from === from && tie.to === to);
        if (isAdded) {
          ties.add(from, to, at);
          if (!has) plain.push({ from, to, at });
        } else {
          expect(ties.remove(from, to)).toBe(has);
          plain = plain.filter((tie) => tie.from !== from || tie.to !== to);
        }
        // Lists are kept until they change: reading between changes must not freeze them.
        expect(ties.into(to)).toHaveLength(plain.filter((tie) => tie.to === to).length);
        expect(ties.outOf(from)).toHaveLength(plain.filter((tie) => tie.from === from).length);
      }
      const shown = (list: readonly { from: string; to: string; at: number }[]) =>
        list.map(({ from, to, at }) => ({ from, to, at }));
      for (const id of ['a', 'b', 'c', 'd']) {
        expect(shown(ties.into(id))).toEqual(plain.filter((tie) => tie.to === id));
        expect(shown(ties.outOf(id))).toEqual(plain.filter((tie) => tie.from === id));
      }
    }),
  );
});

test('walking down by serial sees every tie once, newest first, in pages of any size', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 12 }), (count, size) => {
      const ties = new Ties();
      for (let n = 0; n < count; n += 1) ties.add(`p${n}`, 'owner', n);
      for (let n = 0; n < count; n += 3) ties.remove(`p${n}`, 'owner');
      const seen: number[] = [];
      let page = below(ties.into('owner'), Number.POSITIVE_INFINITY, size);
      while (page.length > 0) {
        seen.push(...page.map((tie) => tie.serial));
        page = below(ties.into('owner'), seen.at(-1) ?? 0, size);
      }
      expect(seen).toEqual(
        ties
          .into('owner')
          .map((tie) => tie.serial)
          .toReversed(),
      );
    }),
  );
});
