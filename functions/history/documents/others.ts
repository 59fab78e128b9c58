import type { RouteDocument } from './document.ts';

/** What is said of paths besides their schemas; examples are of invented people. */
export const OTHER_DOCUMENTS: Readonly<Record<string, RouteDocument>> = {
  'GET /unsubscribe/{token}': {
    description:
      'Public; the link of a mail, signed and dated. Shows a page with a button and changes nothing, so that a scanner that opens every link unsubscribes nobody.',
  },
  'POST /unsubscribe/{token}': {
    description:
      "Public. Unsubscribes: the page's button, and a mail program's one-click (RFC 8058) alike. May be repeated.",
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
