import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PULL_DAYS, stepsUntil } from '../../../lib/local/demo/calendar.ts';
import { CAST, demoId, YOU } from '../../../lib/local/demo/cast.ts';
import { deedsOf, momentOf, storyUntil } from '../../../lib/local/demo/story.ts';
import type { DemoNetwork, World } from '../../../lib/local/demo/world.ts';
import { DEMO_NETWORKS, lossesToldBy, shownName, stayedUntil, storyEvents } from './story-events.ts';

const DAY = 24 * 60 * 60_000;
const START = Date.parse('2026-10-25T12:00:00Z');
const AFTER_ALL = START + 100 * DAY;

/** Everything a world shows, as plain data. */
function plain(network: DemoNetwork, world: World): unknown {
  return {
    people: world.people().map((person) => ({
      ...person,
      status: world.status(person.id),
      movedTo: world.movedTo(person.id),
      follows: world.follows.outOf(person.id),
      blocks: world.blocks.outOf(person.id),
      likes: world.likes.outOf(person.id),
      stars: world.stars.outOf(person.id),
    })),
    posts: world.posts(),
    repositories: world.repositories(),
    you: world.follows.into(demoId(network, YOU)),
  };
}

function followerNames(network: DemoNetwork, world: World): readonly string[] {
  return world.follows.into(demoId(network, YOU)).map((tie) => world.person(tie.from)?.handle ?? '');
}

describe('the cast', () => {
  test('has about as many followers as a small account, at the start', () => {
    const worlds = storyUntil(START, START);
    const counts = DEMO_NETWORKS.map((network) => followerNames(network, worlds[network]).length);
    expect(counts).toEqual([40, 25, 20]);
    expect(worlds.github.repositories().map((each) => each.isFork === true)).toEqual([false, false, false, true]);
  });

  test('has no name twice but of who moves, so that a mail can be searched for one', () => {
    const names = DEMO_NETWORKS.flatMap((network) => CAST[network].map((member) => shownName(network, member)));
    const twice = names.filter((name, at) => names.indexOf(name) !== at);
    expect(twice).toEqual(['Rūta Vilkaitė-Storm']);
  });

  test('lives on invented hosts only', () => {
    const worlds = storyUntil(START, START);
    for (const network of ['bluesky', 'mastodon'] as const) {
      for (const person of worlds[network].people()) expect(person.handle).toMatch(/\.example$/);
    }
    const text = JSON.stringify(CAST);
    for (const [, host] of text.matchAll(/https?:\/\/([^/"]+)/g)) expect(host).toMatch(/\.example$/);
  });
});

describe('the story', () => {
  test('happens whole: nobody does what they cannot', () => {
    expect(() => storyUntil(START, AFTER_ALL)).not.toThrow();
  });

  test('is only about people of the cast, and all its times are numbers', () => {
    for (const network of DEMO_NETWORKS) {
      const keys = new Set([YOU, ...CAST[network].map((member) => member.key)]);
      for (const deed of deedsOf(network)) {
        expect(keys).toContain(deed.who);
        expect(Number.isFinite(deed.day)).toBe(true);
      }
    }
  });

  test('is the same every time it is asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: -5, max: 60 * 24 }), (hours) => {
        const now = START + hours * 3_600_000;
        for (const network of DEMO_NETWORKS) {
          expect(plain(network, storyUntil(START, now)[network])).toEqual(
            plain(network, storyUntil(START, now)[network]),
          );
        }
      }),
      { numRuns: 10 },
    );
  });

  test('changes nothing between two events', () => {
    const days = DEMO_NETWORKS.flatMap((network) => deedsOf(network).map((deed) => deed.day)).filter((day) => day > 0);
    const later = [...new Set(days)].sort((a, b) => a - b);
    for (const [at, day] of later.slice(0, 12).entries()) {
      const next = later[at + 1] ?? day + 1;
      const first = storyUntil(START, momentOf(START, day));
      const second = storyUntil(START, momentOf(START, next) - 1);
      for (const network of DEMO_NETWORKS) {
        expect(plain(network, second[network])).toEqual(plain(network, first[network]));
      }
    }
  });

  test('never takes back what was dated: whoever follows at two times without a loss between has one follow date', () => {
    const early = storyUntil(START, START + 3 * DAY).bluesky;
    const late = storyUntil(START, START + 28 * DAY).bluesky;
    const you = demoId('bluesky', YOU);
    for (const tie of early.follows.into(you)) {
      const again = late.follows.get(tie.from, you);
      if (again !== undefined) expect(again.at >= tie.at).toBe(true);
    }
    expect(late.follows.get(demoId('bluesky', 'mirela'), you)).toEqual(
      early.follows.get(demoId('bluesky', 'mirela'), you),
    );
  });

  test('shifts with its start and is otherwise the same', () => {
    const shift = 11 * DAY;
    const one = storyUntil(START, START + 20 * DAY).mastodon;
    const other = storyUntil(START + shift, START + shift + 20 * DAY).mastodon;
    expect(followerNames('mastodon', other)).toEqual(followerNames('mastodon', one));
  });

  test('keeps a person who comes back, and shows one who was switched off again', () => {
    const at = (day: number) => storyUntil(START, START + day * DAY).bluesky;
    const you = demoId('bluesky', YOU);
    const follows = (day: number, key: string) => at(day).follows.get(demoId('bluesky', key), you) !== undefined;
    expect([1, 4, 14, 18].map((day) => follows(day, 'tamsin'))).toEqual([true, false, false, true]);
    expect([4, 7, 18, 21].map((day) => at(day).status(demoId('bluesky', 'pelle')))).toEqual([
      'active',
      'deactivated',
      'deactivated',
      'active',
    ]);
  });
});

describe('what is to be told', () => {
  const end = START + 28 * DAY;

  test('names every loss by the end, with its verdict', () => {
    const told = lossesToldBy(START, end)
      .filter((event) => event.loss.audience === 'followers')
      .map((event) => `${event.network}: ${event.personName}, ${event.loss.verdict}`);
    expect(told.sort()).toEqual([
      'bluesky: Brann Ellesmere, blocked-you',
      'bluesky: Corvin Hasselbring, suspended',
      'bluesky: Deal Zone 24, you-blocked',
      'bluesky: Hedda Quistorp, unfollowed',
      'bluesky: Jorun Whitlock, unfollowed',
      'bluesky: Kasimir Dovrell, unfollowed',
      'bluesky: Odile Farnesworth, deleted',
      'bluesky: Pelle Grunwaldt, deactivated',
      'bluesky: Tamsin Odelay, unfollowed',
      'github: Evi Aschenbach, unfollowed',
      'github: Hannes Karlsruh, unfollowed',
      'github: Wren Abascal, gone',
      'mastodon: Alrik Bennewitz, unknown',
      'mastodon: Gunnar Piltz, suspended',
      'mastodon: Petra Lohmühle, unknown',
      'mastodon: Xaver Immenstein, gone',
    ]);
  });

  test('leaves none of the four weeks open, not even those that need a second look', () => {
    const within = storyEvents(START).filter((event) => event.loss !== undefined && event.at <= end);
    expect(lossesToldBy(START, end)).toHaveLength(within.length);
  });

  test('needs a second look, 20 hours later, only where nobody can be asked', () => {
    for (const event of lossesToldBy(START, end)) {
      const looks = PULL_DAYS.map((day) => START + day * DAY).filter((look) => look >= event.at);
      const isSecond = looks.indexOf(event.loss.toldBy ?? 0) === 1;
      const isOpen =
        event.loss.verdict === 'unknown' || (event.loss.verdict === 'unliked' && event.network !== 'bluesky');
      expect(isSecond).toBe(isOpen);
    }
  });

  test('happens every week', () => {
    for (let week = 0; week < 4; week += 1) {
      const from = START + week * 7 * DAY;
      const losses = storyEvents(START).filter(
        (event) => event.loss !== undefined && event.at > from && event.at <= from + 7 * DAY,
      );
      expect(losses.length).toBeGreaterThan(2);
    }
  });

  test('never names who stayed as lost', () => {
    const stayed = stayedUntil(START, end);
    const lost = lossesToldBy(START, end).filter((event) => event.loss.audience === 'followers');
    expect(stayed).toContain('Mirela Sandvoss');
    expect(stayed).toContain('Ilse Marwood');
    for (const event of lost) expect(stayed).not.toContain(event.personName);
    // Whom we call stayed really follows at the end.
    const worlds = storyUntil(START, end);
    for (const network of DEMO_NETWORKS) {
      const names = new Set(worlds[network].follows.into(demoId(network, YOU)).map((tie) => tie.from));
      for (const member of CAST[network]) {
        if (stayed.includes(shownName(network, member)) && member.key !== 'rutanew')
          expect(names).toContain(demoId(network, member.key));
      }
    }
  });

  test('is looked at as the steps say', () => {
    const looks = stepsUntil(START, end).map((step) => (step.at - START) / DAY);
    expect(looks).toEqual(PULL_DAYS);
  });
});
