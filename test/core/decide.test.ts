import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ListedPerson } from '../../functions/core/model.ts';
import { AudienceInMemory, DAY, finding, HOUR, person } from './audience-in-memory.ts';

const people = (...ids: string[]): ListedPerson[] => ids.map((id) => person(id));
const crowd = (n: number): ListedPerson[] => Array.from({ length: n }, (_, i) => person(`p${i}`));

describe('a loss without verification', () => {
  it('tells nobody gained by the baseline', () => {
    const audience = new AudienceInMemory();
    expect(audience.pull(people('a', 'b'), 0).changes).toEqual([]);
    expect(audience.stateOf('a')).toBe('present');
  });

  it('tells a leaver by the next complete pull at least 20 hours later, as of the first that missed them', () => {
    const audience = new AudienceInMemory();
    audience.pull(people('a', 'b'), 0);
    expect(audience.pull(people('a'), DAY).changes).toEqual([]);
    expect(audience.stateOf('b')).toBe('missing');
    expect(audience.pull(people('a'), DAY + 19 * HOUR).changes).toEqual([]);
    const [change] = audience.pull(people('a'), DAY + 20 * HOUR).changes;
    expect(change).toMatchObject({ kind: 'lost', verdict: 'unknown', at: DAY, detectedAt: DAY + 20 * HOUR });
    expect(change?.person.id).toBe('b');
    expect(change?.evidence?.[0]?.asked).toBe('two complete lists');
  });

  it('never tells somebody who is back before the second look', () => {
    const audience = new AudienceInMemory();
    audience.pull(people('a', 'b'), 0);
    audience.pull(people('a'), DAY);
    expect(audience.pull(people('a', 'b'), 2 * DAY).changes).toEqual([]);
    expect(audience.stateOf('b')).toBe('present');
  });

  it('waits seven pulls for whoever has come back before', () => {
    const audience = new AudienceInMemory();
    audience.pull(people('a', 'b'), 0);
    audience.pull(people('a'), DAY);
    audience.pull(people('a', 'b'), 2 * DAY);
    for (let day = 3; day <= 9; day += 1) {
      expect(audience.pull(people('a'), day * DAY).changes, `day ${day}`).toEqual([]);
    }
    expect(audience.pull(people('a'), 10 * DAY).changes).toMatchObject([{ kind: 'lost', at: 3 * DAY }]);
  });

  it('tells a return with how long they were away, and expects more of them from then on', () => {
    const audience = new AudienceInMemory();
    audience.pull(people('a', 'b'), 0);
    audience.pull(people('a'), DAY);
    audience.pull(people('a'), 2 * DAY);
    expect(audience.pull(people('a', 'b'), 10 * DAY).changes).toMatchObject([{ kind: 'returned', awayMs: 9 * DAY }]);
    expect(audience.rows.get('b')?.returns).toBe(1);
    expect(audience.rows.get('b')?.verdict).toBeUndefined();
  });

  it('holds an implausible drop and tells it as one event once it is confirmed', () => {
    const audience = new AudienceInMemory();
    audience.pull(crowd(100), 0);
    expect(audience.pull(crowd(70), DAY).changes).toEqual([]);
    expect(audience.stateOf('p99')).toBe('held');
    const { changes } = audience.pull(crowd(70), 2 * DAY);
    expect(changes).toHaveLength(30);
    expect(new Set(changes.map((change) => change.event))).toEqual(new Set(['drop-1970-01-02']));
  });

  it('tells nothing of a drop that was the network’s', () => {
    const audience = new AudienceInMemory();
    audience.pull(crowd(100), 0);
    audience.pull(crowd(70), DAY);
    expect(audience.pull(crowd(100), 2 * DAY).changes).toEqual([]);
    expect(audience.rows.get('p99')?.returns).toBe(0);
  });
});

describe('a loss with verification', () => {
  it('is told at once with the verdict that was proven', () => {
    const audience = new AudienceInMemory();
    audience.pull(people('a', 'b', 'c', 'd'), 0);
    const { changes } = audience.pull(people('a'), HOUR, {
      canVerify: true,
      findings: [
        finding('b', { account: 'active', inAudience: false }),
        finding('c', { blockedYou: true, inAudience: true }),
        finding('d', { account: 'deactivated', inAudience: true }),
      ],
    });
    expect(changes.map((change) => [change.person.id, change.verdict])).toEqual([
      ['b', 'unfollowed'],
      ['c', 'blocked-you'],
      ['d', 'deactivated'],
    ]);
  });

  it('is none while the network says that they are still there', () => {
    const audience = new AudienceInMemory();
    audience.pull(people('a', 'b'), 0);
    const still = { canVerify: true, findings: [finding('b', { account: 'active', inAudience: true })] };
    for (let day = 1; day < 20; day += 1) expect(audience.pull(people('a'), day * DAY, still).changes).toEqual([]);
    expect(audience.stateOf('b')).toBe('hidden');
  });

  it('stays open, however long, while the network could answer and does not', () => {
    const audience = new AudienceInMemory();
    audience.pull(people('a', 'b'), 0);
    for (let day = 1; day < 20; day += 1) {
      expect(audience.pull(people('a'), day * DAY, { canVerify: true }).changes).toEqual([]);
    }
    expect(audience.stateOf('b')).toBe('missing');
  });

  it('does not take a vanished account or a block for a like taken back', () => {
    const audience = new AudienceInMemory('likes');
    audience.pull(people('a', 'b', 'c'), 0);
    const { changes } = audience.pull([], DAY, {
      canVerify: true,
      findings: [
        finding('a', { account: 'active', inAudience: false }),
        finding('b', { account: 'suspended' }),
        finding('c', { blockedYou: true }),
      ],
    });
    expect(changes.map((change) => [change.person.id, change.verdict])).toEqual([['a', 'unliked']]);
  });

  it('follows a move to the new id instead of telling a loss and a gain', () => {
    const audience = new AudienceInMemory();
    audience.pull(people('a', 'old'), 0);
    const { changes } = audience.pull(people('a', 'new'), DAY, {
      canVerify: true,
      findings: [finding('old', { movedTo: 'new' })],
    });
    expect(changes).toMatchObject([{ kind: 'moved', person: { id: 'new' }, before: { id: 'old' } }]);
    expect(audience.rows.has('old')).toBe(false);
    expect(audience.rows.get('new')?.firstSeenAt).toBe(0);
  });
});

describe('what is not a loss', () => {
  it('tells a renamed handle with old and new', () => {
    const audience = new AudienceInMemory();
    audience.pull([person('a', 'anna')], 0);
    const { changes } = audience.pull([person('a', 'anna-b')], DAY);
    expect(changes).toMatchObject([{ kind: 'edited', person: { handle: 'anna-b' }, before: { handle: 'anna' } }]);
  });

  it('never tells anything of whom the owner follows', () => {
    const audience = new AudienceInMemory('following');
    audience.pull(people('a', 'b'), 0);
    for (let day = 1; day < 5; day += 1) expect(audience.pull(people('c'), day * DAY).changes).toEqual([]);
  });

  it('takes a whole pushed list at its word, in its own words', () => {
    const audience = new AudienceInMemory('members');
    audience.pull(people('a', 'b'), 0);
    expect(audience.pull(people('a'), HOUR).changes).toMatchObject([{ kind: 'lost', verdict: 'unlisted' }]);
  });

  it('holds even a pushed list that lost implausibly many', () => {
    const audience = new AudienceInMemory('members');
    audience.pull(crowd(100), 0);
    expect(audience.pull(crowd(50), HOUR).changes).toEqual([]);
    expect(audience.pull(crowd(50), 22 * HOUR).changes).toHaveLength(50);
  });
});

describe('over random histories', () => {
  const history = fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 11 }), { maxLength: 12 }), {
    minLength: 2,
    maxLength: 30,
  });

  it('keeps baseline + gained + returned − lost = roster, and never loses anybody who was listed', () => {
    fc.assert(
      fc.property(
        history,
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 30, maxLength: 30 }),
        (lists, gaps) => {
          const audience = new AudienceInMemory();
          let at = 0;
          let balance = 0;
          lists.forEach((ids, i) => {
            at += (gaps[i] ?? 1) * HOUR;
            const { changes } = audience.pull(
              ids.map((id) => person(`p${id}`)),
              at,
            );
            if (i === 0) balance = ids.length;
            for (const change of changes) {
              if (change.kind === 'gained' || change.kind === 'returned') balance += 1;
              if (change.kind === 'lost') {
                balance -= 1;
                expect(ids.map((id) => `p${id}`)).not.toContain(change.person.id);
              }
            }
            const inRoster = [...audience.rows.values()].filter((row) => row.state !== 'lost').length;
            expect(inRoster).toBe(balance);
            for (const id of ids) expect(audience.stateOf(`p${id}`)).toBe('present');
          });
        },
      ),
    );
  });

  it('decides the same whatever the order of the list', () => {
    fc.assert(
      fc.property(history, (lists) => {
        const forward = new AudienceInMemory();
        const backward = new AudienceInMemory();
        const sorted = (changes: readonly { person: { id: string } }[]) =>
          [...changes].sort((a, b) => (a.person.id < b.person.id ? -1 : 1));
        lists.forEach((ids, i) => {
          const listed = ids.map((id) => person(`p${id}`));
          const there = forward.pull(listed, (i + 1) * DAY);
          const back = backward.pull([...listed].reverse(), (i + 1) * DAY);
          expect(sorted(back.changes)).toEqual(sorted(there.changes));
        });
      }),
    );
  });
});
