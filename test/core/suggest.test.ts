import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildDigest } from '../../functions/core/digest-contents.ts';
import type { DigestCandidate, DigestInput, DigestLeaver } from '../../functions/core/digest-input.ts';
import type { Suggestion } from '../../functions/core/digest-model.ts';
import { type Exclusion, whyNotLeaver, whyNotStayer } from '../../functions/core/eligibility.ts';
import { VERDICTS } from '../../functions/core/model.ts';
import { scoreParts, totalPoints } from '../../functions/core/score.ts';
import { roomForLeavers } from '../../functions/core/suggest.ts';
import { Top } from '../../functions/core/top.ts';
import { peopleSense } from '../../functions/people/sense.ts';
import { candidate, change, DAY, leaver, NOW, OWNER, profile, QUIET_INPUT } from '../digest/sample.ts';

const sense = peopleSense(OWNER);
const CONTEXT = {
  now: NOW,
  never: new Set<string>(),
  blocked: new Set<string>(),
  suggestedAt: {},
  outreach: {},
  sense,
};

/** Somebody whom every rule but the tested one would suggest. */
const GOOD = {
  mutual: true,
  replies: 4,
  profile: profile('good.example', { name: 'Good Person', bio: 'beekeeping in Leipzig', reach: 5000 }),
};
const PARTNERS = Array.from({ length: 3 }, (_, index) => candidate(`partner${index}.example`, { mutual: true }));

function suggestionsFor(more: Partial<DigestInput>): readonly Suggestion[] {
  return buildDigest({ ...QUIET_INPUT, people: [], suggestedAt: {}, outreach: {}, ...more }, peopleSense).suggestions;
}
const handles = (suggestions: readonly Suggestion[]) => suggestions.map(({ person }) => person.handle);

describe('whom to meet', () => {
  const good = candidate('good.example', GOOD);
  const { personId } = good;

  it('suggests somebody who still follows, with reasons, a way and a starter', () => {
    const [suggestion] = suggestionsFor({ people: [good] });
    expect(suggestion).toMatchObject({ stillThere: true, way: 'coffee' });
    expect(suggestion?.reasons).toContain('says “Leipzig”, your city');
    expect(suggestion?.starter).toMatch(/Leipzig/);
  });

  const cases: readonly [Exclusion, Partial<DigestCandidate>, Partial<DigestInput>][] = [
    ['not-here', { state: 'missing' }, {}],
    ['not-here', { state: 'held' }, {}],
    ['not-here', { state: 'hidden' }, {}],
    ['blocked', {}, { blocked: [personId] }],
    ['left-twice', { losses: 2 }, {}],
    ['protected', { profile: { ...GOOD.profile, isProtected: true } }, {}],
    ['memorial', { profile: { ...GOOD.profile, isMemorial: true } }, {}],
    ['bot', { profile: { ...GOOD.profile, isBot: true } }, {}],
    ['under-18', { profile: { ...GOOD.profile, bio: 'beekeeping, 16 y/o, Leipzig' } }, {}],
    ['no-messages', { profile: { ...GOOD.profile, bio: 'beekeeping in Leipzig. No DMs please' } }, {}],
    ['no-messages', { profile: { ...GOOD.profile, bio: 'Bienen in Leipzig. Bitte keine Nachrichten!' } }, {}],
    ['never', {}, { never: [personId] }],
    ['never', {}, { outreach: { [personId]: { state: 'never', at: NOW - 900 * DAY } } }],
    ['suggested-lately', {}, { suggestedAt: { [personId]: NOW - 55 * DAY } }],
    ['suggested-lately', {}, { outreach: { [personId]: { state: 'suggested', at: NOW - 55 * DAY } } }],
    ['invited', {}, { outreach: { [personId]: { state: 'invited', at: NOW - 300 * DAY } } }],
    ['met', {}, { outreach: { [personId]: { state: 'met', at: NOW - 300 * DAY } } }],
    ['snoozed', {}, { outreach: { [personId]: { state: 'snoozed', at: NOW - 90 * DAY, until: NOW + DAY } } }],
  ];
  it.each(cases)('never suggests whoever is %s: %j %j', (exclusion, more, input) => {
    const person = candidate('good.example', { ...GOOD, ...more });
    expect(handles(suggestionsFor({ people: [person, ...PARTNERS], ...input }))).not.toContain('good.example');
    const context = {
      ...CONTEXT,
      never: new Set(input.never),
      blocked: new Set(input.blocked),
      suggestedAt: input.suggestedAt ?? {},
      outreach: input.outreach ?? {},
    };
    expect(whyNotStayer(person, context)).toBe(exclusion);
  });

  it.each(['blocked-you', 'you-blocked'] as const)('never suggests whoever %s on another account', (verdict) => {
    const block = change('lost', 'good.example', { audienceId: 'bluesky:other.example:followers', verdict });
    expect(handles(suggestionsFor({ people: [good], changes: [block] }))).toEqual([]);
    expect(handles(suggestionsFor({ people: [good], leavers: [leaver('good.example', { verdict })] }))).toEqual([]);
  });

  it('suggests again after eight weeks, and after a snooze', () => {
    expect(handles(suggestionsFor({ people: [good], suggestedAt: { [personId]: NOW - 56 * DAY } }))).toHaveLength(1);
    const outreach = { [personId]: { state: 'snoozed' as const, at: NOW - 9 * DAY, until: NOW - DAY } };
    expect(handles(suggestionsFor({ people: [good], outreach }))).toHaveLength(1);
  });

  it('suggests nobody without a reason', () => {
    expect(suggestionsFor({ people: [candidate('plain.example', { firstSeenAt: NOW })] })).toEqual([]);
  });

  it('takes a person who is in two audiences once', () => {
    expect(suggestionsFor({ people: [good, { ...good, likes: 3 }, good] })).toHaveLength(1);
  });

  it('takes person ids for plain text', () => {
    const odd = candidate('odd.example', { ...GOOD, personId: 'constructor' });
    expect(suggestionsFor({ people: [odd] })).toHaveLength(1);
  });
});

describe('people who left', () => {
  const tie = { ...GOOD, mutual: false, replies: 0 };

  it.each(VERDICTS.filter((verdict) => !['unfollowed', 'unknown', 'unlisted'].includes(verdict)))(
    'never suggests whoever left as %s',
    (verdict) => {
      const gone = leaver('good.example', { ...GOOD, verdict });
      expect(handles(suggestionsFor({ people: PARTNERS, leavers: [gone] }))).not.toContain('good.example');
      expect(whyNotLeaver(gone, CONTEXT)).toBe('left-otherwise');
    },
  );

  it('asks for a tie: mutual following or a reply', () => {
    const stranger = leaver('good.example', { ...tie, wasMutual: false, hadReplied: false });
    expect(whyNotLeaver(stranger, CONTEXT)).toBe('no-tie');
    expect(handles(suggestionsFor({ people: PARTNERS, leavers: [stranger] }))).not.toContain('good.example');
    expect(whyNotLeaver({ ...stranger, hadReplied: true }, CONTEXT)).toBeUndefined();
    expect(whyNotLeaver({ ...stranger, wasMutual: true }, CONTEXT)).toBeUndefined();
  });

  it('asks for a known profile where the reason is unknown', () => {
    const nobody = leaver('good.example', { verdict: 'unknown', profile: profile('good.example') });
    expect(whyNotLeaver(nobody, CONTEXT)).toBe('unknown-person');
    expect(whyNotLeaver({ ...nobody, profile: profile('good.example', { name: 'Good' }) }, CONTEXT)).toBeUndefined();
  });

  it('holds every other rule for them too', () => {
    expect(whyNotLeaver(leaver('good.example', { losses: 2 }), CONTEXT)).toBe('left-twice');
  });

  it('knows who left one account and still follows another', () => {
    const [only] = suggestionsFor({
      people: [candidate('good.example', GOOD)],
      leavers: [leaver('good.example', GOOD)],
    });
    expect(only?.stillThere).toBe(true);
  });

  it('never mentions that they left, nor a distance', () => {
    const suggestions = suggestionsFor({
      people: PARTNERS,
      leavers: [leaver('good.example', { ...GOOD, likes: 2, lostLikes: 1 })],
    });
    const words = suggestions.flatMap(({ reasons, starter }) => [...reasons, starter]).join('\n');
    expect(handles(suggestions)).toContain('good.example');
    expect(words).not.toMatch(/unfollow|entfolg|left|lost|used to follow|no longer|\bkm\b|miles/i);
    expect(suggestions.find(({ stillThere }) => !stillThere)?.reasons.join()).not.toMatch(
      /follows you|follow each other/,
    );
  });

  it('are at most two, and fewer than those who still follow', () => {
    fc.assert(
      fc.property(fc.nat(8), fc.nat(8), fc.integer({ min: 0, max: 9 }), (stayers, gone, most) => {
        const suggestions = suggestionsFor({
          people: Array.from({ length: stayers }, (_, index) => candidate(`stay${index}.example`, { mutual: true })),
          leavers: Array.from({ length: gone }, (_, index): DigestLeaver => leaver(`gone${index}.example`, GOOD)),
          most,
        });
        const left = suggestions.filter(({ stillThere }) => !stillThere).length;
        expect(suggestions.length).toBeLessThanOrEqual(Math.min(5, most));
        expect(left).toBeLessThanOrEqual(2);
        expect(left === 0 || left < suggestions.length - left).toBe(true);
        // No place stays empty while somebody who follows could have it.
        expect(suggestions.length - left).toBeGreaterThanOrEqual(Math.min(stayers, 5, most) - left);
      }),
    );
    expect(roomForLeavers(5, 3)).toBe(2);
    expect(roomForLeavers(5, 2)).toBe(1);
    expect(roomForLeavers(5, 1)).toBe(0);
    expect(roomForLeavers(2, 9)).toBe(0);
  });
});

describe('the score', () => {
  const anyCandidate = fc
    .record({
      mutual: fc.boolean(),
      likes: fc.nat(500),
      replies: fc.nat(50),
      lostLikes: fc.nat(5),
      age: fc.nat(4000),
      reach: fc.option(fc.nat(10_000_000), { nil: undefined }),
      words: fc.subarray(['beekeeping', 'power grids', 'Fablab Leipzig', 'OpenGridMap', 'cats']),
    })
    .map(({ age, reach, words, ...rest }) =>
      candidate('any.example', {
        ...rest,
        firstSeenAt: NOW - age * DAY,
        profile: profile('any.example', { bio: words.join('. '), ...(reach === undefined ? {} : { reach }) }),
      }),
    );
  const more: readonly ((person: DigestCandidate) => DigestCandidate)[] = [
    (person) => ({ ...person, mutual: true }),
    (person) => ({ ...person, likes: person.likes + 3 }),
    (person) => ({ ...person, replies: person.replies + 1 }),
    (person) => ({ ...person, lostLikes: person.lostLikes + 1 }),
    (person) => ({ ...person, firstSeenAt: person.firstSeenAt - 400 * DAY }),
    (person) => ({ ...person, profile: { ...person.profile, reach: (person.profile.reach ?? 0) * 10 + 2000 } }),
    (person) => ({ ...person, profile: { ...person.profile, bio: `${person.profile.bio}. typography` } }),
    (person) => ({ ...person, profile: { ...person.profile, location: 'Leipzig' } }),
  ];
  const score = (person: DigestCandidate) => totalPoints(scoreParts(person, sense, NOW));

  it('never falls when a reason is added', () => {
    fc.assert(
      fc.property(anyCandidate, fc.constantFrom(...more), (person, add) => {
        expect(score(add(person))).toBeGreaterThanOrEqual(score(person));
      }),
    );
  });

  it('is a sum of parts that are never negative, each with a reason that is printed', () => {
    fc.assert(
      fc.property(anyCandidate, (person) => {
        for (const part of scoreParts(person, sense, NOW)) expect(part.points).toBeGreaterThan(0);
        const [suggestion] = suggestionsFor({ people: [person] });
        expect((suggestion?.reasons.length ?? 0) > 0).toBe(score(person) > 0);
      }),
    );
  });

  it('puts who talks with you before who is merely famous', () => {
    const people = [
      candidate('famous.example', { profile: profile('famous.example', { reach: 9_000_000 }) }),
      candidate('kindred.example', { mutual: true, replies: 3 }),
    ];
    expect(handles(suggestionsFor({ people }))).toEqual(['kindred.example', 'famous.example']);
  });

  it('says "at least since" unless the network dates the follow', () => {
    const at = Date.UTC(2023, 5, 1);
    const [undated] = suggestionsFor({ people: [candidate('a.example', { firstSeenAt: at })] });
    const [dated] = suggestionsFor({ people: [candidate('a.example', { firstSeenAt: NOW, since: at })] });
    expect(undated?.reasons).toEqual(['follows you since at least 2023']);
    expect(dated?.reasons).toEqual(['follows you since 2023']);
  });

  it('always prints the city a coffee rests on', () => {
    const rich = candidate('rich.example', {
      mutual: true,
      likes: 400,
      replies: 40,
      lostLikes: 3,
      firstSeenAt: NOW - 4000 * DAY,
      profile: profile('rich.example', {
        bio: 'OpenGridMap, Fablab Leipzig, beekeeping, power grids',
        location: 'Leipzig',
        reach: 4_000_000,
      }),
    });
    const [suggestion] = suggestionsFor({ people: [rich] });
    expect(suggestion?.reasons).toContain('says “Leipzig”, your city');
    expect(suggestion?.reasons).toHaveLength(6);
  });
});

describe('keeping the best few', () => {
  it('keeps what sorting everybody would', () => {
    const entries = fc.array(fc.record({ id: fc.stringMatching(/^[a-e]$/), score: fc.nat(9) }));
    fc.assert(
      fc.property(entries, fc.integer({ min: 0, max: 4 }), (offers, most) => {
        const top = new Top<string>(most);
        for (const { id, score } of offers) top.offer(id, score, id);
        const best = new Map<string, number>();
        for (const { id, score } of offers) best.set(id, Math.max(score, best.get(id) ?? 0));
        const expected = [...best].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, most);
        expect(top.values()).toEqual(expected.map(([id]) => id));
      }),
    );
  });
});
