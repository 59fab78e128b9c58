import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, memoryBudget } from '../../functions/core/list-bytes.ts';
import { type Turn, Turns } from '../../functions/core/turns.ts';
import { HOUR } from './audience-in-memory.ts';

const job = (key: string, more: Partial<Turn> = {}): Turn => ({
  key,
  credentialId: 'one',
  account: key,
  dueAt: 0,
  place: 1,
  bytes: 1,
  ...more,
});

/** Takes everything that may begin, each ending before the next begins, and says in which order. */
function order(turns: Turns<Turn>): string[] {
  const keys: string[] = [];
  for (let one = turns.next(8); one !== undefined; one = turns.next(8)) {
    keys.push(one.key);
    turns.end(one);
  }
  return keys;
}

const someJobs = fc
  .array(
    fc.record({
      credential: fc.integer({ min: 0, max: 3 }),
      account: fc.integer({ min: 0, max: 4 }),
      dueAt: fc.integer({ min: 0, max: 5 * HOUR }),
      place: fc.integer({ min: 0, max: 3 }),
      bytes: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 300 })),
    }),
    { maxLength: 40 },
  )
  .map((all) =>
    all.map(({ credential, account, ...rest }, nth) =>
      job(String(nth), { credentialId: `c${credential}`, account: `c${credential}a${account}`, ...rest }),
    ),
  );

describe('whose turn it is', () => {
  it('goes round the credentials, and behind each round its accounts, the one due longest first', () => {
    const turns = new Turns<Turn>(1_000);
    turns.add([
      job('a1', { account: 'a', dueAt: 3 }),
      job('a2', { account: 'a', dueAt: 4 }),
      job('b1', { account: 'b', dueAt: 1 }),
      job('b2', { account: 'b', dueAt: 2 }),
      job('z', { credentialId: 'two', account: 'z', dueAt: 9 }),
    ]);
    expect(order(turns)).toEqual(['b1', 'z', 'a1', 'b2', 'a2']);
  });

  it('is the account’s own job first, then what fell due in an earlier hour, then the shorter kind', () => {
    const turns = new Turns<Turn>(1_000);
    const own = (key: string, dueAt: number, place: number): Turn => job(key, { account: 'a', dueAt, place });
    turns.add([own('followers', HOUR, 5), own('likes', HOUR + 5, 2), own('account', 9 * HOUR, 0), own('old', 10, 5)]);
    expect(order(turns)).toEqual(['account', 'old', 'likes', 'followers']);
  });

  it('comes to everybody once, whatever pauses and ends when, within memory and one at a time behind a credential', () => {
    fc.assert(
      fc.property(someJobs, fc.integer({ min: 1, max: 5 }), fc.infiniteStream(fc.nat(99)), (jobs, atOnce, chance) => {
        const budget = 100;
        const turns = new Turns<Turn>(budget);
        const half = jobs.length >> 1;
        turns.add(jobs.slice(0, half));
        const begun = new Map<string, number>();
        const holding = new Map<string, Turn>();
        const active: Turn[] = [];
        let rest = jobs.slice(half);
        const roll = (): number => chance.next().value ?? 0;
        for (let step = 0; step < 2_000 && (turns.waiting() > 0 || active.length > 0 || rest.length > 0); step += 1) {
          const what = roll() % 5;
          const one = active[roll() % Math.max(1, active.length)];
          if (what === 0 && rest.length > 0) {
            turns.add(rest);
            rest = [];
          } else if (what === 1 && one !== undefined && step < 1_000) {
            active.splice(active.indexOf(one), 1);
            turns.pause(one);
          } else if (what === 2 && one !== undefined) {
            active.splice(active.indexOf(one), 1);
            holding.delete(one.key);
            turns.end(one);
          } else {
            const next = turns.next(atOnce);
            if (next === undefined) continue;
            if (!holding.has(next.key)) begun.set(next.key, (begun.get(next.key) ?? 0) + 1);
            holding.set(next.key, next);
            active.push(next);
          }
          expect(active.length).toBeLessThanOrEqual(atOnce);
          expect(new Set(active.map(({ credentialId }) => credentialId)).size).toBe(active.length);
          const taken = [...holding.values()].reduce((sum, { bytes }) => sum + Math.min(bytes, budget * 0.75), 0);
          expect(taken).toBeLessThanOrEqual(budget);
        }
        expect([...begun.keys()].sort()).toEqual(jobs.map(({ key }) => key).sort());
        expect([...begun.values()].every((times) => times === 1)).toBe(true);
      }),
    );
  });

  it('is nobody’s twice while another account waits behind the same credential', () => {
    fc.assert(
      fc.property(someJobs, (jobs) => {
        const turns = new Turns<Turn>(1_000_000);
        turns.add(jobs);
        const left = new Map(jobs.map((one) => [one.key, one]));
        const since = new Map<string, Set<string>>();
        for (let one = turns.next(9); one !== undefined; one = turns.next(9)) {
          const { credentialId, account } = one;
          const served = since.get(credentialId) ?? new Set();
          if (served.has(account)) {
            const others = [...left.values()].filter((other) => other.credentialId === credentialId);
            expect(others.every((other) => served.has(other.account))).toBe(true);
            served.clear();
          }
          since.set(credentialId, served.add(account));
          left.delete(one.key);
          turns.end(one);
        }
        expect(left.size).toBe(0);
      }),
    );
  });

  it('is nobody’s behind a credential that was dropped, and the memory kept for them is free again', () => {
    const turns = new Turns<Turn>(100);
    turns.add([job('first', { credentialId: 'two', bytes: 30 })]);
    const first = turns.next(8);
    turns.add([job('large', { bytes: 90, account: 'a' }), job('small', { dueAt: 1, account: 'b' })]);
    turns.add([job('other', { credentialId: 'three', bytes: 40 })]);
    expect(turns.next(8)?.key).toBe('small');
    expect(turns.next(8)).toBeUndefined();
    expect(turns.drop('one').map(({ key }) => key)).toEqual(['large']);
    expect(turns.next(8)?.key).toBe('other');
    expect(first?.key).toBe('first');
    expect(turns.waiting()).toBe(0);
  });
});

describe('the memory', () => {
  it('lets small lists begin beside the largest, and a second large one only after it', () => {
    const turns = new Turns<Turn>(100);
    const named = (key: string, bytes: number): Turn => job(key, { credentialId: key, bytes });
    turns.add([named('giant', 9_999), named('large', 60), named('small', 10)]);
    const giant = turns.next(8);
    expect([giant?.key, turns.next(8)?.key, turns.next(8)]).toEqual(['giant', 'small', undefined]);
    expect(giant !== undefined && turns.isInTheWay(giant)).toBe(true);
    if (giant !== undefined) turns.end(giant);
    expect(turns.next(8)?.key).toBe('large');
  });

  it('is kept for a large list that waits: a stream of small ones does not keep it out', () => {
    const turns = new Turns<Turn>(100);
    const named = (key: string, bytes: number): Turn => job(key, { credentialId: key, bytes });
    turns.add([named('s0', 20), named('s1', 20), named('s2', 20), named('large', 70)]);
    const small = [turns.next(8), turns.next(8), turns.next(8)];
    expect(turns.next(8)).toBeUndefined();
    for (const [nth, one] of small.entries()) {
      turns.add([named(`more${nth}`, 20)]);
      if (one !== undefined) turns.end(one);
      if (nth < 1) expect(turns.next(8)).toBeUndefined();
    }
    expect(turns.next(8)?.key).toBe('large');
  });

  it('is thought to be more for whoever is not known yet, and a quarter of the function’s is for lists', () => {
    const known = bytesOf({ known: 1_000_000, expected: 1_000_000 });
    expect(bytesOf({ known: 0, expected: 1_000_000 })).toBeGreaterThan(2 * known);
    expect(known).toBeLessThan(memoryBudget(1_024));
    expect(bytesOf({ known: 300, expected: 300 })).toBeLessThan(memoryBudget(1_024) / 32);
  });
});
