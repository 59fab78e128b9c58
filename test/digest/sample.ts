import {
  buildDigest,
  type DigestCandidate,
  type DigestInput,
  type DigestInputChange,
} from '../../functions/core/digest-contents.ts';
import type { DigestLeaver } from '../../functions/core/digest-input.ts';
import type { DigestContent } from '../../functions/core/digest-model.ts';
import { personId } from '../../functions/core/ids.ts';
import type { Profile, Verdict } from '../../functions/core/model.ts';
import type { PersonButtons } from '../../functions/digest/buttons.ts';
import { peopleSense } from '../../functions/people/sense.ts';

/** Invented people for tests of the digest and pictures of it. */

export const DAY = 24 * 60 * 60 * 1000;
/** Monday 16 November 2026, 08:00 in Berlin. */
export const NOW = Date.UTC(2026, 10, 16, 7);

export const OWNER = {
  id: 'ines',
  name: 'Ines Sommer',
  home: 'Leipzig, Germany',
  timeZone: 'Europe/Berlin',
  languages: ['de', 'en'],
  interests: ['power grids', 'beekeeping', 'typography'],
  organisations: ['Fablab Leipzig'],
  projects: ['OpenGridMap'],
  offers: ['proofreading'],
} satisfies DigestInput['owner'];

export function profile(handle: string, more: Partial<Profile> = {}): Profile {
  return { handle, url: `https://social.example/@${handle}`, ...more };
}

export function candidate(handle: string, more: Partial<DigestCandidate> = {}): DigestCandidate {
  return {
    personId: personId('bluesky', `did:plc:${handle.replace(/[^a-z0-9]/g, '')}`),
    network: 'bluesky',
    profile: profile(handle),
    state: 'present',
    firstSeenAt: NOW - 200 * DAY,
    mutual: false,
    likes: 0,
    replies: 0,
    lostLikes: 0,
    returns: 0,
    losses: 0,
    ...more,
  };
}

export function leaver(handle: string, more: Partial<DigestLeaver> = {}): DigestLeaver {
  return {
    ...candidate(handle),
    state: 'lost',
    losses: 1,
    verdict: 'unfollowed',
    lostAt: NOW - 3 * DAY,
    wasMutual: true,
    hadReplied: false,
    ...more,
  };
}

export function change(
  kind: DigestInputChange['kind'],
  handle: string,
  more: Partial<DigestInputChange> & { readonly profile?: Partial<Profile> } = {},
): DigestInputChange {
  const { profile: details, ...rest } = more;
  return {
    id: `${kind}-${handle}-${rest.audienceKind ?? 'followers'}`,
    kind,
    network: 'bluesky',
    audienceId: 'bluesky:ines.example:followers',
    audienceKind: 'followers',
    person: { id: `did:plc:${handle.replace(/[^a-z0-9]/g, '')}`, ...profile(handle, details) },
    at: NOW - 3 * DAY,
    detectedAt: NOW - 2 * DAY,
    ...rest,
  };
}

const lost = (handle: string, verdict: Verdict, details: Partial<Profile>, evidence: string) =>
  change('lost', handle, {
    verdict,
    profile: details,
    evidence: [{ at: NOW - 2 * DAY, asked: 'app.bsky.graph.getRelationships', answered: evidence }],
  });

type Audience = DigestInput['audiences'][number];

export const FOLLOWERS: Audience = {
  audienceId: 'bluesky:ines.example:followers',
  accountId: 'bluesky:ines.example',
  network: 'bluesky',
  kind: 'followers',
  counts: { present: 811, missing: 2, held: 0, hidden: 1 },
  baselineAt: NOW - 60 * DAY,
  pulledAt: NOW - DAY / 4,
  isCountOnly: false,
};
export const LIKES: Audience = {
  audienceId: 'bluesky:ines.example:likes:3kpost1',
  accountId: 'bluesky:ines.example',
  network: 'bluesky',
  kind: 'likes',
  counts: { present: 96, missing: 0, held: 0, hidden: 0 },
  isCountOnly: false,
};

export const AUDIENCES: readonly Audience[] = [
  FOLLOWERS,
  {
    ...FOLLOWERS,
    audienceId: 'mastodon:ines@social.example:followers',
    accountId: 'mastodon:ines@social.example',
    network: 'mastodon',
    counts: { present: 233, missing: 0, held: 0, hidden: 0 },
  },
  LIKES,
  {
    audienceId: 'github:ines:stars:garden-tools',
    accountId: 'github:ines',
    network: 'github',
    kind: 'stars',
    title: 'garden-tools',
    counts: { present: 58, missing: 0, held: 0, hidden: 0 },
    isCountOnly: false,
  },
];

const PEOPLE: readonly DigestCandidate[] = [
  candidate('mira.example', {
    profile: profile('mira.example', {
      name: 'Mira Köhler',
      bio: 'Ingenieurin für Stromnetze und power grids, im Vorstand bei Fablab Leipzig. Wohne in Leipzig, rede gern über Bienen.',
      links: ['https://mira.example/blog'],
      reach: 2140,
    }),
    since: Date.UTC(2023, 3, 2),
    mutual: true,
    likes: 14,
    lastLikeAt: Date.UTC(2026, 4, 20),
    replies: 2,
    hydratedAt: NOW - 5 * DAY,
  }),
  candidate('tomasz.example', {
    profile: profile('tomasz.example', {
      name: 'Tomasz Wrona',
      bio: 'Journalist covering energy, power grids and the people who keep them running. Warsaw / trains.',
      reach: 48_200,
    }),
    mutual: true,
    firstSeenAt: Date.UTC(2024, 8, 1),
    likes: 3,
    lastLikeAt: NOW - 9 * DAY,
    hydratedAt: NOW - 5 * DAY,
  }),
  candidate('noor.example', {
    profile: profile('noor.example', {
      name: 'نور الهاشمي',
      bio: 'Typography, Arabic letterforms, slow books. مصممة خطوط',
      reach: 5300,
    }),
    since: Date.UTC(2025, 1, 2),
    mutual: true,
    likes: 6,
    lostLikes: 1,
    lastLikeAt: NOW - 30 * DAY,
  }),
  candidate('juniper.example', {
    profile: profile('juniper.example', {
      name: 'Juniper 🌿',
      bio: 'Developer in Leipzig. OpenGridMap contributor, amateur baker, two cats & one broken synth.',
      reach: 320,
    }),
    replies: 1,
    hydratedAt: NOW - 5 * DAY,
  }),
  candidate('haruka.example', {
    profile: profile('haruka.example', {
      name: '山田 遥',
      bio: '養蜂と電力網の研究者。beekeeping & open data. Researcher at a small institute in Sapporo.',
      reach: 1250,
    }),
    firstSeenAt: NOW - 3 * DAY,
  }),
  candidate('lea.example', {
    profile: profile('lea.example', {
      name: 'Lea Brandt',
      bio: 'Illustratorin in Leipzig. Typography nerd. Offen für alles mit Papier.',
      reach: 910,
    }),
    firstSeenAt: NOW - 2 * DAY,
    mutual: true,
  }),
  candidate('orla.example', {
    profile: profile('orla.example', {
      name: 'Orla Byrne',
      bio: 'Founder. Small batteries, big grids.',
      reach: 12_900,
    }),
    firstSeenAt: NOW - 4 * DAY,
    hydratedAt: NOW - DAY,
  }),
];

const CHANGES: readonly DigestInputChange[] = [
  change('gained', 'haruka.example', { profile: PEOPLE[4]?.profile }),
  change('gained', 'lea.example', { profile: PEOPLE[5]?.profile }),
  change('gained', 'orla.example', { profile: PEOPLE[6]?.profile }),
  change('returned', 'samir.example', {
    profile: { name: 'Samir Haddad', bio: 'Cycling, maps, and too many tabs.' },
    awayMs: 41 * DAY,
  }),
  lost(
    'pia.example',
    'unfollowed',
    { name: 'Pia Lindqvist', bio: 'Writes about heat pumps.', reach: 3100 },
    'no follow of you, account active',
  ),
  lost('quill.example', 'unfollowed', { name: 'Quill & Co <Books>', reach: 700 }, 'no follow of you, account active'),
  lost('ben.example', 'deactivated', { name: 'Ben Okafor' }, 'AccountDeactivated'),
  lost('crypto.example', 'suspended', { name: 'Totally Real Giveaways' }, 'AccountTakedown'),
  lost('grump.example', 'blocked-you', { name: 'Grump McBlock' }, 'blockedBy'),
  change('lost', 'mira.example', {
    audienceId: 'bluesky:ines.example:likes:3kpost1',
    audienceKind: 'likes',
    verdict: 'unliked',
  }),
  change('lost', 'noor.example', {
    audienceId: 'bluesky:ines.example:likes:3kpost1',
    audienceKind: 'likes',
    verdict: 'unliked',
  }),
  change('gained', 'stargazer', {
    network: 'github',
    audienceId: 'github:ines:stars:garden-tools',
    audienceKind: 'stars',
  }),
  change('edited', 'vera-neu.example', { profile: { name: 'Vera Neu' }, before: { handle: 'vera.example' } }),
];

/** The many of whom only a handle is known. */
const CROWD: readonly DigestCandidate[] = Array.from({ length: 1040 }, (_, index) =>
  candidate(`reader${index}.example`, {
    firstSeenAt: NOW - 60 * DAY,
    ...(index < 305 ? { hydratedAt: NOW - 9 * DAY } : {}),
  }),
);
const MET = Object.fromEntries(
  CROWD.slice(0, 14).map(({ personId }) => [personId, { state: 'met' as const, at: NOW - 90 * DAY }]),
);

const GAINED = [5, 4, 2, 9, 8, 3, 1, 9, 6, 2, 12, 4];
const LOST = [2, 1, 3, 3, 3, 1, 2, 3, 1, 5, 4, 5];

/** Twelve weeks of readings, one a week. */
const TREND_LISTS: NonNullable<DigestInput['trendLists']> = [
  {
    group: 'people',
    count: 814,
    since: NOW - 200 * DAY,
    readings: GAINED.map((gained, index) => ({
      ...{ at: NOW - (11.2 - index) * 7 * DAY, gained, lost: LOST[index] ?? 0, returned: index === 11 ? 1 : 0 },
    })),
  },
  { group: 'people', count: 233, since: NOW - 190 * DAY, readings: [] },
  { group: 'stars', count: 58, since: NOW - 90 * DAY, readings: [{ at: NOW - DAY, gained: 1, lost: 0, returned: 0 }] },
];

/** A busy week. */
export const WEEKLY_INPUT: DigestInput = {
  owner: OWNER,
  digestId: 'weekly',
  kind: 'weekly',
  period: '2026-11-16',
  from: NOW - 7 * DAY,
  to: NOW,
  builtAt: NOW,
  most: 5,
  audiences: AUDIENCES,
  changes: CHANGES,
  people: [...PEOPLE, ...CROWD],
  leavers: [
    leaver('pia.example', {
      profile: profile('pia.example', {
        name: 'Pia Lindqvist',
        bio: 'Writes about heat pumps, power grids and what they do to a street.',
        reach: 3100,
      }),
      replies: 3,
      hadReplied: true,
      firstSeenAt: Date.UTC(2024, 2, 1),
    }),
  ],
  never: [],
  suggestedAt: {},
  outreach: { ...MET, [personId('bluesky', 'did:plc:samirexample')]: { state: 'invited', at: NOW - 20 * DAY } },
  troubles: [
    {
      accountId: 'github:ines',
      what: 'github:ines could not be read: GitHub rejected the token.',
      remedy: 'Make a new token and set it with “rekindle secret github”.',
    },
  ],
  trendLists: TREND_LISTS,
  heldBack: { missing: 2, held: 0 },
};

export const QUIET_INPUT: DigestInput = {
  ...WEEKLY_INPUT,
  period: '2026-11-23',
  changes: [],
  people: CROWD,
  leavers: [],
  troubles: [],
  heldBack: { missing: 0, held: 0 },
};

export const WELCOME_INPUT: DigestInput = {
  ...WEEKLY_INPUT,
  kind: 'welcome',
  changes: [],
  leavers: [],
  troubles: [],
  heldBack: { missing: 0, held: 0 },
};

export const weekly: DigestContent = buildDigest(WEEKLY_INPUT, peopleSense);
export const quiet: DigestContent = buildDigest({ ...QUIET_INPUT, to: NOW + 7 * DAY }, peopleSense);
export const welcome: DigestContent = buildDigest(WELCOME_INPUT, peopleSense);

const promise = 'Send the scan of the 1926 specimen book';

/** The same week with everything that is looked up and remembered. */
export const rich: DigestContent = {
  ...weekly,
  suggestions: weekly.suggestions.map((suggestion, index) => ({
    ...suggestion,
    lookUps: [
      { kind: 'profile', label: 'profile', url: suggestion.person.url },
      { kind: 'site', label: 'mira.example', url: 'https://mira.example/blog' },
      { kind: 'search', label: 'search the web', url: 'https://search.example/?q=Mira+K%C3%B6hler+Leipzig' },
    ],
    ...(index === 0
      ? {
          newestPost: {
            title: 'What a transformer hums at night',
            url: 'https://mira.example/blog/hum',
            at: NOW - 6 * DAY,
          },
          ask: {
            line: 'Looking for a proofreader for a book on grids',
            from: 'profile' as const,
            offer: 'proofreading',
          },
          linked: [
            {
              personId: 'mastodon:aHR0cHM6',
              network: 'mastodon' as const,
              handle: 'mira@social.example',
              url: 'https://social.example/@mira',
              proof: 'each profile links the other',
            },
          ],
        }
      : {}),
    ...(index === 2 ? { words: { note: 'Met at the print fair, loves Fraktur jokes', promise } } : {}),
    theirZone: index === 1 ? 'Europe/Warsaw' : 'Europe/Berlin',
    times: [1, 2, 4].map((days) => ({
      start: NOW + days * DAY + 10 * 3_600_000,
      end: NOW + days * DAY + 11 * 3_600_000,
    })),
  })),
  writeAgain: [
    {
      person: {
        personId: 'bluesky:did:plc:oskar',
        network: 'bluesky',
        ...profile('oskar.example', { name: 'Oskar Lind' }),
      },
      lastContactAt: NOW - 98 * DAY,
      dueAt: NOW - DAY,
      words: { note: 'Builds bee hives from pallets', promise: 'Show him the map of Leipzig’s lime trees' },
    },
  ],
  lost: weekly.lost.map((change, index) => (index === 0 ? { ...change, stillOn: ['mastodon' as const] } : change)),
  tables: [
    { city: 'Leipzig', ground: 'power grids', people: weekly.suggestions.slice(0, 3).map(({ person }) => person) },
  ],
  wonBack: { returned: 2, invited: 5 },
  course: [
    { at: NOW - 84 * DAY, met: 9, of: 980, returned: 0, invited: 1 },
    { at: NOW, met: 14, of: 1047, returned: 2, invited: 5 },
  ],
  exports: [
    {
      accountId: 'linkedin:ines-sommer',
      network: 'linkedin',
      takenAt: NOW - 41 * DAY,
      days: 41,
      link: 'https://www.linkedin.com/mypreferences/d/download-my-data',
      steps: 'Choose “Connections”, wait for the mail, then run “rekindle import” on the file.',
    },
  ],
};

/** Buttons for everybody who has some; addresses as long as ours are. */
export function linksFor({ suggestions, writeAgain = [] }: DigestContent): ReadonlyMap<string, PersonButtons> {
  const to = (act: string) => `https://rekindle.example/${act}/${'a'.repeat(120)}.${'b'.repeat(43)}`;
  const acts = {
    ...{ invited: to('act'), met: to('act'), 'not-now': to('act') },
    ...{ 'wrong-place': to('act'), 'wrong-person': to('act'), never: to('act') },
  };
  return new Map([...suggestions, ...writeAgain].map(({ person }) => [person.personId, { meet: to('meet'), acts }]));
}
