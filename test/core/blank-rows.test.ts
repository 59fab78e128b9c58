import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blankId, blankRowFindings, isBlank } from '../../functions/core/blank-rows.ts';
import type { PersonState } from '../../functions/core/model.ts';

const AT = Date.parse('2026-11-16T08:00:00Z');
const row = (id: string, state: PersonState = 'present') => ({ id, state });

describe('rows of an export that name nobody', () => {
  it('are nobody’s', () => {
    expect(isBlank(blankId(7))).toBe(true);
    expect(isBlank('/in/ann')).toBe(false);
  });

  it('hide those who vanished where there are as many new ones', () => {
    const { findings, unexplained } = blankRowFindings([row('a'), row('b')], { now: 5, unexplained: 3 }, AT);
    expect([...findings.values()].map(({ id, isHidden }) => [id, isHidden])).toEqual([
      ['a', true],
      ['b', true],
    ]);
    expect(unexplained).toBe(3);
  });

  it('are a doubt, and no more, where more people have vanished', () => {
    const { findings, unexplained } = blankRowFindings([row('a'), row('b')], { now: 4, unexplained: 3 }, AT);
    expect(findings.get('a')).toMatchObject({
      isHidden: false,
      evidence: { answered: expect.stringMatching(/^1 more/) },
    });
    expect(unexplained).toBe(4);
  });

  it('say nothing where they are as many as before, fewer, or counted for the first time', () => {
    for (const blank of [
      { now: 3, unexplained: 3 },
      { now: 1, unexplained: 3 },
      { now: 3, unexplained: undefined },
    ])
      expect(blankRowFindings([row('a')], blank, AT).findings.size).toBe(0);
  });

  it('never take somebody who was hidden for lost, whatever their number does', () => {
    fc.assert(
      fc.property(fc.nat(9), fc.option(fc.nat(9), { nil: undefined }), fc.nat(5), fc.nat(5), (now, before, h, v) => {
        const unseen = [
          ...Array.from({ length: h }, (_, n) => row(`h${n}`, 'hidden')),
          ...Array.from({ length: v }, (_, n) => row(`v${n}`)),
        ];
        const { findings, unexplained } = blankRowFindings(unseen, { now, unexplained: before }, AT);
        for (const { id, state } of unseen) if (state === 'hidden') expect(findings.get(id)?.isHidden).toBe(true);
        // The same list again explains as much as it did: nobody is hidden twice by one row.
        const after = unseen.map(({ id }) => row(id, findings.get(id)?.isHidden === true ? 'hidden' : 'lost'));
        const again = blankRowFindings(
          after.filter(({ state }) => state === 'hidden'),
          { now, unexplained },
          AT,
        );
        expect(again.unexplained).toBe(unexplained);
        expect([...again.findings.values()].every(({ isHidden }) => isHidden === true)).toBe(true);
      }),
    );
  });
});
