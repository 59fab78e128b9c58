import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFalseAlarm, type Sighting, tallyAlarms } from '../../functions/core/false-alarms.ts';
import { type Change, type RosterRow, VERDICTS, type Verdict } from '../../functions/core/model.ts';

const DAY = 86_400_000;
const TOLD = 100 * DAY;

const lost: RosterRow = {
  id: 'ann',
  profile: { handle: 'ann', url: '' },
  state: 'lost',
  stateAt: TOLD - DAY,
  firstSeenAt: 0,
  returns: 0,
  losses: 1,
  verdict: 'unknown',
  toldAt: TOLD,
  toldAtPull: 10,
};
const seen: Sighting = { at: TOLD + DAY, pull: 11 };

describe('a loss was a false alarm', () => {
  it.each<[string, Partial<RosterRow>, Partial<Sighting>, boolean]>([
    ['if they are seen again by the next pull', {}, {}, true],
    ['until seven days after it was told', {}, { at: TOLD + 7 * DAY }, true],
    ['but not a moment later', {}, { at: TOLD + 7 * DAY + 1 }, false],
    ['until seven pulls after the one that told it', {}, { pull: 17 }, true],
    ['but not by the eighth', {}, { pull: 18 }, false],
    ['counted from the telling, not from the absence', { stateAt: TOLD - 30 * DAY }, { at: TOLD + 7 * DAY }, true],
    ['not if the tie is dated after they were gone', {}, { since: TOLD - DAY + 1 }, false],
    ['if the tie is the old one', {}, { since: TOLD - 50 * DAY }, true],
    ['if the tie is dated to the very moment at which they were first not seen', {}, { since: TOLD - DAY }, true],
    ['not if the network’s own word was that there is no follow', { verdict: 'unfollowed' }, {}, false],
    ['not if nobody knows when it was told', { toldAt: undefined }, {}, false],
    ['not if nobody knows which pull told it', { toldAtPull: undefined }, {}, false],
  ])('%s', (_, row, sighting, expected) => {
    const { toldAt, toldAtPull, ...rest } = { ...lost, ...row };
    const known = {
      ...rest,
      ...(toldAt === undefined ? {} : { toldAt }),
      ...(toldAtPull === undefined ? {} : { toldAtPull }),
    };
    expect(isFalseAlarm(known, { ...seen, ...sighting })).toBe(expected);
  });

  it.each(VERDICTS.filter((verdict) => verdict !== 'unfollowed'))('whatever else was said of it: %s', (verdict) => {
    expect(isFalseAlarm({ ...lost, verdict }, seen)).toBe(true);
  });
});

describe('the tally', () => {
  const change = (kind: Change['kind'], id: string): Change => ({
    ...{ kind, person: { id, handle: id, url: '' }, at: seen.at, detectedAt: seen.at },
  });

  it('goes on from where it was, counts losses as told, and returns only if they are false alarms', () => {
    const rows = new Map<string, RosterRow>([
      ['ann', lost],
      ['bo', { ...lost, id: 'bo', verdict: 'unfollowed' satisfies Verdict }],
      ['cy', { ...lost, id: 'cy' }],
    ]);
    const changes = [
      change('lost', 'di'),
      change('lost', 'ed'),
      change('gained', 'flo'),
      change('edited', 'ann'),
      change('returned', 'ann'),
      change('returned', 'bo'),
      change('returned', 'cy'),
      change('returned', 'somebody whom the roster forgot'),
    ];
    const sinceOf = (id: string): number | undefined => (id === 'cy' ? seen.at : undefined);
    expect(tallyAlarms({ told: 5, seenAgain: 2 }, changes, seen, (id) => rows.get(id), sinceOf)).toEqual({
      told: 7,
      seenAgain: 3,
    });
    expect(tallyAlarms(undefined, [], seen, () => undefined, sinceOf)).toEqual({ told: 0, seenAgain: 0 });
  });

  it('never shrinks, and has never more returns than losses told before', () => {
    const kinds = fc.constantFrom<Change['kind']>('lost', 'returned', 'gained');
    fc.assert(
      fc.property(fc.array(kinds, { maxLength: 30 }), (told) => {
        let tally = { told: 0, seenAgain: 0 };
        let isLost = false;
        for (const [n, kind] of told.entries()) {
          // One person, who can only return after a loss.
          const happens = kind === 'lost' ? !isLost : kind === 'returned' ? isLost : false;
          if (happens) isLost = kind === 'lost';
          const next = tallyAlarms(
            tally,
            happens ? [change(kind, 'ann')] : [],
            { at: TOLD + n, pull: 10 + n },
            () => ({ ...lost, toldAtPull: 10 + n - 1 }),
            () => undefined,
          );
          expect(next.told).toBeGreaterThanOrEqual(tally.told);
          expect(next.seenAgain).toBeGreaterThanOrEqual(tally.seenAgain);
          expect(next.seenAgain).toBeLessThanOrEqual(next.told);
          tally = next;
        }
      }),
    );
  });
});
