import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leftOver } from '../../functions/comparing/in-step.ts';
import { LineWindow } from '../../functions/comparing/line-window.ts';

const WIDTH = 8;
/** Ids of seven digits, so that a line takes 8 bytes with its end. */
const idOf = (n: number): string => String(1_000_000 + n * 10);
const ids = (count: number, first = 0): string[] => Array.from({ length: count }, (_, n) => idOf(first + n));
const NEW = 500_000;

function windowOver(list: readonly string[], room: number): LineWindow {
  const bytes = Buffer.from(list.map((id) => `${id}\n`).join(''));
  let from = 0;
  return new LineWindow((into) => {
    const some = bytes.subarray(from, from + into.length);
    into.set(some);
    from += some.length;
    return some.length;
  }, room);
}

/** How many ids were left over of both lists, undefined if they were not in step, and how many lines of each were read. */
function held(before: readonly string[], after: readonly string[], room = 256 * 1024) {
  const [one, other] = [windowOver(before, room), windowOver(after, room)];
  const left = leftOver(one, other, (before.length + after.length) * WIDTH);
  const read = { before: one.position / WIDTH, after: other.position / WIDTH };
  return { left, count: left === undefined ? undefined : left.bytes / WIDTH, read };
}

describe('two lists in step', () => {
  it('leave over those alone who left or are new, where no more than eight in a row have left', () => {
    const steps = fc.array(fc.record({ left: fc.nat(8), fresh: fc.nat(9), stay: fc.integer({ min: 1, max: 30 }) }));
    fc.assert(
      fc.property(steps, fc.constantFrom(1_000, 100_000), (all, room) => {
        const before: string[] = [];
        const after: string[] = [];
        const expected: string[] = [];
        for (const [step, { left, fresh, stay }] of all.entries()) {
          const gone = ids(left, before.length);
          const there = ids(stay, before.length + left);
          // Nearly the same as those around them, and yet others.
          const newcomers = ids(fresh, before.length + left).map((id) => `${id.slice(0, -1)}${1 + (step % 9)}`);
          before.push(...gone, ...there);
          after.push(...newcomers, ...there);
          expected.push(...gone, ...newcomers);
        }
        const { left, count } = held(before, after, room);
        expect(count).toBe(expected.length);
        const { lost, gained } = left?.difference(() => windowOver(before, room)) ?? { lost: [], gained: [] };
        expect([...lost, ...gained].sort()).toEqual(expected.sort());
      }),
      { numRuns: 60 },
    );
  });

  it('find each other again behind a long stretch of people who left, at the cost of some who did not', () => {
    const all = ids(12_000);
    const { left, count, read } = held(all, [...all.slice(0, 1_000), ...all.slice(4_000)]);
    expect(count).toBeGreaterThanOrEqual(3_000);
    expect(count).toBeLessThan(3_300);
    expect(read).toEqual({ before: 12_000, after: 9_000 });
    // The stretch reaches over many windows.
    const { lost, gained } = left?.difference(() => windowOver(all, 1_000)) ?? { lost: [], gained: ['nobody'] };
    expect([...lost]).toEqual(all.slice(1_000, 4_000));
    expect([...gained]).toEqual([]);
  });

  it('do not lose each other by one person who moved to where many are new', () => {
    const all = ids(12_000);
    const moved = all[9_000] ?? '';
    for (const fresh of [63, 64, 65]) {
      const after = [...ids(fresh, NEW), moved, ...ids(100, NEW + 100), ...all.filter((id) => id !== moved)];
      expect(held(all, after).count).toBe(fresh + 100 + 2);
    }
  });

  it('take no line twice where lines end that have been read', () => {
    const same = (count: number): string[] => Array.from({ length: count }, () => idOf(7));
    for (const room of [80, 96, 1_000]) {
      expect(held(same(1_001), same(1_002), room).read).toEqual({ before: 1_001, after: 1_002 });
    }
  });

  it('are not given up for somebody ahead who was new long before thousands were', () => {
    const all = ids(1_000);
    const moved = all[110] ?? '';
    const after = [moved, ...all.slice(0, 100), ...ids(5_000, NEW), ...all.slice(100).filter((id) => id !== moved)];
    expect(held(all, after, 1_000).count).toBe(5_000 + 2);
  });

  it('have room for as many as there are left over, to the last byte', () => {
    const all = ids(300_000);
    const [one, other] = [ids(20_000, NEW), ids(20_000, NEW + 50_000)];
    const filled = [...ids(8_191, NEW), 'xy', 'abcd'];
    expect(Buffer.byteLength(`${filled.join('\n')}\n`)).toBe(64 * 1024);
    for (const [first, second] of [
      [one, other],
      [filled, []],
    ] as const) {
      const { left } = held(all, [...first, ...all.slice(0, 100_000), ...second, ...all.slice(100_000)]);
      expect([...(left?.difference(() => windowOver(all, 256 * 1024)).gained ?? [])]).toEqual([...first, ...second]);
    }
  });

  it('go on behind thousands who are new, though one of them has moved there', () => {
    const all = ids(12_000);
    const moved = all[500] ?? '';
    const after = [...ids(4_000, NEW), moved, ...ids(1_000, NEW + 4_000), ...all.filter((id) => id !== moved)];
    const { left, count } = held(all, after);
    expect(count).toBe(5_000 + 2);
    const { lost, gained } = left?.difference(() => windowOver(all, 1_000)) ?? { lost: ['nobody'], gained: [] };
    expect([...lost]).toEqual([]);
    expect([...gained]).toEqual(ids(5_000, NEW));
    expect([...gained]).toHaveLength(5_000);
  });

  it('stay in step however many are new at once, and more than there is room for at first', () => {
    const all = ids(1_000);
    const { left, count } = held(all, [...ids(5_000, NEW), ...all], 1_000);
    expect(count).toBe(5_000);
    expect([...(left?.difference(() => windowOver(all, WIDTH * 100)).lost ?? ['nobody'])]).toEqual([]);
  });
});

describe('two lists that are not in step', () => {
  it('are given up when thousands in a row are elsewhere', () => {
    const all = ids(30_000);
    const { count, read } = held(all, all.toReversed());
    expect(count).toBeUndefined();
    expect(read.after).toBeLessThan(6_000);
  });

  it('are given up when more than an eighth of both is left over, whichever they are in', () => {
    const [all, others] = [ids(60_000), ids(60_000, NEW)];
    for (const [before, after] of [
      [all, others],
      [all, []],
      [[], others],
    ] as const) {
      const { count, read } = held(before, after);
      expect(count).toBeUndefined();
      expect(read.before + read.after).toBeLessThan(18_000);
    }
  });

  it('are not for less than an eighth, nor for a few of short lists', () => {
    const all = ids(70_000);
    expect(held(all, [...ids(12_000, NEW), ...all]).count).toBe(12_000);
    expect(held(ids(4_000), ids(4_000, NEW)).count).toBe(8_000);
  });
});
