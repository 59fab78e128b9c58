import type { RouteDocument } from './document.ts';

/** What is said of paths besides their schemas; examples are of invented people. */
export const OTHER_DOCUMENTS: Readonly<Record<string, RouteDocument>> = {
  'GET /v1/digests': {
    description: 'The editions that were built, newest first.',
    example: {
      items: [
        {
          id: 'weekly:2026-11-16',
          owner: 'alice',
          digestId: 'weekly',
          kind: 'weekly',
          period: '2026-11-16',
          builtAt: '2026-11-16T07:00:00.000Z',
          from: '2026-11-09T07:00:00.000Z',
          to: '2026-11-16T07:00:00.000Z',
        },
      ],
    },
  },
  'GET /v1/digests/{id}': {
    description:
      'One edition with everything its mail tells: numbers per audience, who was gained, lost and came back, suggestions with their reasons and all that helps to begin, whom to write to again, the course of the gut check and the trends of twelve weeks, what could not be read, and how much did not fit (`omitted`; `/v1/changes` has it). Of lists with `countOnly`, `net` is by how much the number has moved since the edition before.',
    example: {
      id: 'weekly:2026-11-16',
      owner: 'alice',
      digestId: 'weekly',
      kind: 'weekly',
      period: '2026-11-16',
      builtAt: '2026-11-16T07:00:00.000Z',
      from: '2026-11-09T07:00:00.000Z',
      to: '2026-11-16T07:00:00.000Z',
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
  'GET /unsubscribe/{token}': {
    description:
      'Public; the link of a mail, signed and dated. Shows a page with a button and changes nothing, so that a scanner that opens every link unsubscribes nobody.',
  },
  'POST /unsubscribe/{token}': {
    description:
      "Public. Unsubscribes: the page's button, and a mail program's one-click (RFC 8058) alike. May be repeated.",
  },
  'GET /v1/digests/{id}/html': {
    description: 'The page may be shown in a frame of this address; pictures from elsewhere are not loaded.',
  },
  'GET /v1/stats': {
    description:
      '`winBack`: of those who left in that time and had been invited, how many came back afterwards. At most 5,000 changes are counted, the newest; `complete` says whether those were all.',
    example: {
      owners: ['alice'],
      from: '2026-01-01T00:00:00.000Z',
      complete: true,
      changes: {
        gained: 31,
        lost: 14,
        returned: 2,
        moved: 0,
      },
      causes: [
        {
          verdict: 'unfollowed',
          count: 9,
        },
        {
          verdict: 'deleted',
          count: 5,
        },
      ],
      outreach: [
        {
          state: 'suggested',
          count: 4,
        },
        {
          state: 'invited',
          count: 2,
        },
        {
          state: 'met',
          count: 14,
        },
        {
          state: 'snoozed',
          count: 1,
        },
        {
          state: 'never',
          count: 0,
        },
      ],
      winBack: {
        approached: 2,
        returned: 1,
      },
      falseAlarms: {
        told: 14,
        seenAgain: 1,
        window: '7 days and 7 pulls',
      },
    },
  },
  'GET /v1/openapi.json': {
    description: 'OpenAPI 3.1, made from the schemas that check requests and answers.',
  },
  'GET /privacy': {
    description: 'What is kept, why, how long, whom to ask; with a form, if there is somebody it can be mailed to.',
  },
  'POST /privacy': {
    description:
      "The form's fields: `profile` (which account, in the sender's words), `email` and `message`, both optional.",
    body: {
      profile: '@anna@social.example',
      email: 'anna@example.org',
      message: 'Please forget me.',
    },
  },
  'POST /act/{token}': { body: { note: 'Met at the market', weeks: '8' } },
  'POST /meet/{token}': { body: {} },
  'GET /': {
    description:
      'Public: a shell without anything of anybody. Its script signs in, asks this API with the cookie of its session, and loads nothing from another host.',
  },
  'GET /page/{file}': { description: 'Public: they tell nothing of anybody.' },
  'GET /session': {
    description: 'Public. What the page asks first. The cookie is `HttpOnly`, so that its script cannot read it.',
    example: { signedIn: true, owners: ['alice'], scopes: ['read', 'write'], until: '2026-11-23T00:00:00.000Z' },
  },
  'POST /session': {
    description:
      'The cookie holds no token: it refers to one, is signed, and ends 12 hours after its last use, or with the token. Every path takes it instead of a token; what changes something must then come from the page itself (`Sec-Fetch-Site`, else `Origin`).',
    example: { signedIn: true },
  },
  'DELETE /session': { example: { signedIn: false } },
  'GET /page/open/{token}': {
    description: 'Public; the link of a mail, signed, for 15 days. Shows a page with a button and signs nobody in.',
  },
  'POST /page/open/{token}': {
    description: "Public; the page's button. The session may read and write, and ends after seven days at the latest.",
  },
};
