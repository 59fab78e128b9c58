import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildDigest, type DigestInput, type DigestInputChange } from '../../functions/core/digest-contents.ts';
import { MOST_PEOPLE } from '../../functions/core/digest-room.ts';
import { AUDIENCE_KINDS, CHANGE_KINDS, VERDICTS } from '../../functions/core/model.ts';
import { peopleSense } from '../../functions/people/sense.ts';
import {
  AUDIENCES,
  candidate,
  change,
  DAY,
  FOLLOWERS,
  LIKES,
  leaver,
  NOW,
  profile,
  QUIET_INPUT,
  WEEKLY_INPUT,
  weekly,
  welcome,
} from '../digest/sample.ts';

const build = (more: Partial<DigestInput>) => buildDigest({ ...QUIET_INPUT, people: [], ...more }, peopleSense);
const namesIn = (content: ReturnType<typeof build>) => JSON.stringify(content);

describe('what a digest tells', () => {
  it('names who was gained, lost and came back, and says why', () => {
    expect(weekly.gained.map(({ person }) => person.handle).sort()).toEqual([
      'haruka.example',
      'lea.example',
      'orla.example',
    ]);
    expect(weekly.lost.map(({ person, verdict }) => [person.handle, verdict])).toEqual([
      ['pia.example', 'unfollowed'],
      ['quill.example', 'unfollowed'],
      ['ben.example', 'deactivated'],
      ['crypto.example', 'suspended'],
    ]);
    expect(weekly.returned).toMatchObject([{ person: { handle: 'samir.example' }, outreach: 'you had invited them' }]);
    expect(weekly.edited).toMatchObject([
      { person: { handle: 'vera-neu.example' }, before: { handle: 'vera.example' } },
    ]);
    expect(weekly.lost[0]).toMatchObject({
      audienceLabel: 'followers on Bluesky',
      stayed: { atLeast: true },
      evidence: 'they do not follow you, their account is active (Bluesky was asked about follows between you)',
    });
  });

  it('tells blocks and single likes as numbers, never by name', () => {
    expect(weekly.blocks).toEqual({ blockedYou: 1, youBlocked: 0 });
    expect(weekly.lostLikes).toBe(2);
    expect(namesIn(weekly)).not.toContain('grump');
    expect(weekly.causes?.map(({ verdict }) => verdict)).not.toContain('blocked-you');
  });

  it('does not count a like that went with its account as taken back', () => {
    const likes = (verdict: DigestInputChange['verdict'], handle: string) =>
      change('lost', handle, { audienceKind: 'likes', audienceId: 'bluesky:ines.example:likes:3kpost1', verdict });
    const changes = [likes('suspended', 'a.example'), likes('blocked-you', 'b.example'), likes('unliked', 'c.example')];
    const content = build({ changes });
    expect(content.lostLikes).toBe(1);
    expect(content.blocks).toEqual({ blockedYou: 0, youBlocked: 0 });
  });

  it('gives the last word about somebody: came and left is left, left and came back is back', () => {
    const content = build({
      changes: [
        change('gained', 'a.example'),
        change('lost', 'a.example', { verdict: 'unfollowed' }),
        change('lost', 'b.example', { verdict: 'unfollowed' }),
        change('returned', 'b.example'),
      ],
    });
    expect(content.gained).toEqual([]);
    expect(content.lost.map(({ person }) => person.handle)).toEqual(['a.example']);
    expect(content.returned.map(({ person }) => person.handle)).toEqual(['b.example']);
    expect(content.audiences[0]).toMatchObject({ gained: 0, lost: 1, returned: 1 });
  });

  it('makes two renames in one week one, from the first name', () => {
    const content = build({
      changes: [
        change('edited', 'x.example', {
          person: { id: 'did:plc:x', ...profile('second.example') },
          before: { handle: 'first.example' },
        }),
        change('edited', 'x.example', {
          person: { id: 'did:plc:x', ...profile('third.example') },
          before: { handle: 'second.example' },
        }),
        change('edited', 'y.example', { before: { bio: 'only the bio' } }),
      ],
    });
    expect(content.edited).toMatchObject([
      { person: { handle: 'third.example' }, before: { handle: 'first.example' } },
    ]);
  });

  it('never shows whom the owner follows', () => {
    const following = { audienceKind: 'following' as const, audienceId: 'bluesky:ines.example:following' };
    const content = build({
      audiences: [...AUDIENCES, { ...FOLLOWERS, audienceId: following.audienceId, kind: 'following' as const }],
      changes: [
        change('lost', 'a.example', { ...following, verdict: 'unfollowed' }),
        change('gained', 'b.example', following),
      ],
    });
    expect(namesIn(content)).not.toMatch(/[ab]\.example"|:following/);
  });

  it('shows the posts of an account together as its likes', () => {
    const second = { ...LIKES, audienceId: 'bluesky:ines.example:likes:3kpost2' };
    const likes = build({ audiences: [...AUDIENCES, second] }).audiences.filter(({ audienceId }) =>
      audienceId.includes(':likes'),
    );
    const shown = { audienceId: 'bluesky:ines.example:likes', label: 'likes on Bluesky', count: 192, posts: 2 };
    expect(likes).toMatchObject([shown]);
    expect(likes[0]).not.toHaveProperty('before');
  });

  it('counts likes on the posts that are watched now, and keeps what the last edition said of them', () => {
    const closed = { ...LIKES, audienceId: 'bluesky:ines.example:likes:3kpost2', isClosed: true };
    const { audienceId } = closed;
    const back = change('lost', 'a.example', { audienceKind: 'likes', audienceId, verdict: 'unliked' });
    const likesOf = (input: Partial<DigestInput>) =>
      build(input).audiences.find((one) => one.audienceId === 'bluesky:ines.example:likes');
    const before = likesOf({ audiences: [LIKES, { ...closed, isClosed: false, baselineAt: 1 }] });
    if (before === undefined) throw new Error('no likes');
    const now = { audiences: [LIKES, closed], changes: [back] };
    expect(likesOf({ ...now, audiencesBefore: [before] })).toMatchObject({
      ...{ count: 96, posts: 1, lost: 1 },
      before: { count: 192, posts: 2 },
    });
    // Of what had not been read by then nothing was said.
    const { baselineAt: _none, ...unread } = before;
    expect(likesOf({ ...now, audiencesBefore: [unread] })).not.toHaveProperty('before');
  });

  it('counts whoever is missing, held or hidden as still there', () => {
    expect(weekly.audiences[0]).toMatchObject({ label: 'followers on Bluesky', count: 814 });
  });

  it('says which account where an owner has two on one network', () => {
    const other = { ...FOLLOWERS, accountId: 'bluesky:b.example', audienceId: 'bluesky:b.example:followers' };
    const labels = build({ audiences: [...AUDIENCES, other] }).audiences.map(({ label }) => label);
    expect(labels).toContain('followers of b.example on Bluesky');
    expect(labels).toContain('followers of ines.example on Bluesky');
  });
});

describe('the gut check', () => {
  it('counts who was met and whose profile is known among those who are here', () => {
    const met = { state: 'met' as const, at: NOW - 30 * DAY };
    const people = [
      candidate('a.example', { hydratedAt: NOW }),
      candidate('b.example'),
      candidate('c.example', { state: 'lost' }),
    ];
    const outreach = Object.fromEntries(
      people.map(({ personId }, index) => [personId, index === 1 ? { ...met, state: 'invited' as const } : met]),
    );
    const content = build({ people, outreach });
    expect(content.met).toEqual({ met: 1, of: 2 });
    expect(content.profilesKnown).toEqual({ known: 1, of: 2 });
  });
});

describe('one table for all', () => {
  const neighbour = (handle: string, bio: string, more = {}) =>
    candidate(handle, { hydratedAt: NOW, profile: profile(handle, { bio, location: 'Leipzig' }), ...more });
  const bio = 'I write about power grids.';
  const four = ['a', 'b', 'c', 'd'].map((name) => neighbour(`${name}.example`, bio));

  it('is proposed where three or more kindred people live near the owner', () => {
    const [table, ...others] = build({ people: four }).tables ?? [];
    expect(others).toEqual([]);
    expect(table).toMatchObject({ city: 'Leipzig', ground: 'power grids' });
    expect(table?.people.map(({ handle }) => handle).sort()).toEqual([
      'a.example',
      'b.example',
      'c.example',
      'd.example',
    ]);
  });

  it('seats nobody who may not be suggested, lives elsewhere, or shares nothing', () => {
    const others = [
      neighbour('far.example', bio, { profile: profile('far.example', { bio, location: 'Lisbon' }) }),
      neighbour('other.example', 'I bake bread.'),
    ];
    const never = [four[0]?.personId ?? '', four[1]?.personId ?? ''];
    expect(build({ people: [...four, ...others], never }).tables).toBeUndefined();
    expect(build({ people: [...four, ...others], never: never.slice(1) }).tables?.[0]?.people).toHaveLength(3);
  });
});

describe('a welcome', () => {
  it('introduces the audience: kinds of people, who is near, who is widely heard', () => {
    expect(welcome.segments?.map(({ label }) => label)).toEqual([
      'artists',
      'developers',
      'founders',
      'journalists',
      'researchers',
    ]);
    expect(welcome.near).toMatchObject({ city: 'Leipzig', count: 3 });
    expect(welcome.notable.map(({ person }) => person.handle)).toContain('orla.example');
    expect(weekly.segments).toBeUndefined();
  });
});

describe('the size of a digest', () => {
  const anyChange = fc
    .record({
      kind: fc.constantFrom(...CHANGE_KINDS),
      audienceKind: fc.constantFrom(...AUDIENCE_KINDS),
      verdict: fc.constantFrom(...VERDICTS),
      who: fc.nat(120),
      reach: fc.nat(10_000),
    })
    .map(({ kind, audienceKind, verdict, who, reach }) =>
      change(kind, `p${who}.example`, {
        audienceKind,
        audienceId: `bluesky:ines.example:${audienceKind}`,
        profile: { reach },
        ...(kind === 'lost' ? { verdict } : {}),
        ...(kind === 'edited' || kind === 'moved' ? { before: { handle: `was${who}.example` } } : {}),
      }),
    );

  it('names at most 40 people, counts the rest, and never names a block', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 400, size: 'max' }), (changes) => {
        const content = buildDigest({ ...WEEKLY_INPUT, changes }, peopleSense);
        const { suggestions, notable, gained, lost, returned, edited, omitted } = content;
        const named = [suggestions, notable, gained, lost, returned, edited].reduce(
          (sum, list) => sum + list.length,
          0,
        );
        expect(named).toBeLessThanOrEqual(MOST_PEOPLE);
        if (omitted.gained + omitted.lost + omitted.returned + omitted.edited > 0) expect(named).toBe(MOST_PEOPLE);
        for (const { verdict } of lost) expect(['blocked-you', 'you-blocked']).not.toContain(verdict);
        const causes = content.causes?.reduce((sum, { count }) => sum + count, 0);
        expect(causes).toBe(lost.length + omitted.lost);
        expect(JSON.parse(JSON.stringify(content))).toEqual(content);
      }),
      { numRuns: 60 },
    );
  });

  it('stays small enough to freeze, however much strangers write', () => {
    const long = {
      name: 'N'.repeat(10_000),
      bio: '漢'.repeat(10_000),
      location: '&'.repeat(10_000),
      url: `https://x.example/${'u'.repeat(900)}`,
    };
    const changes = Array.from({ length: 200 }, (_, index) => change('gained', `p${index}.example`, { profile: long }));
    expect(JSON.stringify(build({ changes })).length).toBeLessThan(200_000);
  });

  it('takes 100,000 people in one walk', () => {
    function* crowd() {
      for (let index = 0; index < 100_000; index += 1) {
        yield candidate(`p${index}.example`, {
          likes: index % 7,
          profile: profile(`p${index}.example`, {
            bio: `Number ${index} likes beekeeping and long sentences about nothing much.`,
          }),
        });
      }
    }
    const content = build({ people: crowd(), leavers: [leaver('gone.example')] });
    expect(content.met.of).toBe(100_000);
    expect(content.suggestions).toHaveLength(5);
  });

  it('gives the same content for the same input, in whatever order people come', () => {
    const people = [...(WEEKLY_INPUT.people as readonly ReturnType<typeof candidate>[])].reverse();
    expect(buildDigest({ ...WEEKLY_INPUT, people }, peopleSense)).toEqual(weekly);
  });
});
