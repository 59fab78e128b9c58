import type { RouteDocument } from './document.ts';

/** Examples are of invented people. */
const EDITION = {
  id: 'weekly:2026-11-16',
  owner: 'alice',
  digestId: 'weekly',
  kind: 'weekly',
  period: '2026-11-16',
  builtAt: '2026-11-16T07:00:00.000Z',
  from: '2026-11-09T07:00:00.000Z',
  to: '2026-11-16T07:00:00.000Z',
};

/** What is said of the paths of digests. */
export const DIGEST_DOCUMENTS: Readonly<Record<string, RouteDocument>> = {
  'GET /v1/digests': {
    description: 'The editions that were built, newest first.',
    example: {
      items: [EDITION],
    },
  },
  'GET /v1/digests/{id}': {
    description:
      'One edition with everything its mail tells: numbers per audience, who was gained, lost and came back, suggestions with their reasons and all that helps to begin, whom to write to again, the course of the gut check and the trends of twelve weeks, what could not be read, and how much did not fit (`omitted`; `/v1/changes` has it). Of lists with `countOnly`, `net` is by how much the number has moved since the edition before; of likes, `posts` is on how many posts they are.',
    example: {
      ...EDITION,
      audiences: [
        {
          audienceId: 'bluesky:alice.example:followers',
          accountId: 'bluesky:alice.example',
          network: 'bluesky',
          label: 'followers on Bluesky',
          count: 24,
          gained: 0,
          lost: 1,
          returned: 0,
          countOnly: false,
          baselineAt: '2026-10-23T12:00:00.000Z',
        },
        {
          audienceId: 'bluesky:alice.example:likes',
          accountId: 'bluesky:alice.example',
          network: 'bluesky',
          label: 'likes on Bluesky',
          count: 96,
          posts: 12,
          gained: 7,
          lost: 1,
          returned: 0,
          countOnly: false,
        },
      ],
      met: {
        met: 2,
        of: 24,
      },
      profilesKnown: {
        known: 20,
        of: 24,
      },
      gained: [],
      notable: [],
      returned: [],
      lost: [
        {
          person: {
            id: 'bluesky:did:plc:bakerbakerbakerbakerabcd',
            handle: 'baker.example',
            url: 'https://bsky.app/profile/baker.example',
          },
          kind: 'lost',
          verdict: 'unfollowed',
          at: '2026-11-15T12:00:00.000Z',
          audienceLabel: 'followers on Bluesky',
          stayed: {
            days: 23.5,
            atLeast: true,
          },
        },
      ],
      blocks: {
        blockedYou: 1,
        youBlocked: 0,
      },
      lostLikes: 3,
      edited: [],
      suggestions: [
        {
          person: {
            id: 'bluesky:did:plc:growergrowergrowergrower',
            handle: 'grower.example',
            url: 'https://bsky.app/profile/grower.example',
          },
          reasons: ['says "Leipzig", your city'],
          way: 'coffee',
          starter: 'Rye or wheat?',
          score: 3,
          stillThere: true,
          openings: ['Rye or wheat?', 'Your seed swap made me curious.'],
          language: 'en',
          shared: ['bread'],
          linked: [
            {
              id: 'github:4711',
              network: 'github',
              handle: 'grower',
              url: 'https://github.com/grower',
              proof: 'each profile links the other',
            },
          ],
          lookUps: [{ kind: 'site', label: 'grower.example', url: 'https://grower.example/' }],
          newestPost: { title: 'Late beans', url: 'https://grower.example/late-beans', at: '2026-11-12T09:00:00.000Z' },
          ask: { line: 'Looking for a baker who mills', from: 'profile', offer: 'milling' },
          town: 'Leipzig',
          theirZone: 'Europe/Berlin',
          times: [{ start: '2026-11-18T15:00:00.000Z', end: '2026-11-18T16:00:00.000Z' }],
        },
      ],
      writeAgain: [
        {
          person: {
            id: 'bluesky:did:plc:annaannaannaannaannaabcd',
            handle: 'anna.example',
            url: 'https://bsky.app/profile/anna.example',
          },
          lastContactAt: '2026-08-20T12:00:00.000Z',
          dueAt: '2026-11-12T12:00:00.000Z',
          words: { note: 'Met at the market', promise: 'Send the recipe' },
        },
      ],
      wonBack: { returned: 1, invited: 3 },
      course: [{ at: '2026-11-16T07:00:00.000Z', met: 2, of: 24, returned: 1, invited: 3 }],
      trends: [
        {
          group: 'people',
          lists: 1,
          younger: 0,
          weeks: [
            { to: '2026-11-09T07:00:00.000Z', count: 25, gained: 2, lost: 0 },
            { to: '2026-11-16T07:00:00.000Z', count: 24, gained: 0, lost: 1 },
          ],
        },
      ],
      heldBack: {
        missing: 1,
        held: 0,
      },
      troubles: [],
      omitted: {
        gained: 0,
        lost: 0,
        returned: 0,
        edited: 0,
      },
    },
  },
  'GET /v1/digests/{id}/html': {
    description: 'The page may be shown in a frame of this address; pictures from elsewhere are not loaded.',
  },
};
