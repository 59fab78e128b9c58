import type { RouteDocument } from './document.ts';

/** Examples are of invented people. */
const LOST = {
  id: '5d41402a-12-0',
  owner: 'alice',
  audienceId: 'bluesky:alice.example:followers',
  kind: 'lost',
  verdict: 'unfollowed',
  at: '2026-11-20T12:00:00.000Z',
  detectedAt: '2026-11-21T12:00:00.000Z',
  person: {
    id: 'bluesky:did:plc:bakerbakerbakerbakerabcd',
    handle: 'baker.example',
    name: 'Robin',
    url: 'https://bsky.app/profile/baker.example',
    bio: 'Bakes bread.',
    location: 'Leipzig',
    reach: 41,
  },
  evidence: [
    {
      at: '2026-11-21T12:00:00.000Z',
      asked: 'app.bsky.graph.getRelationships',
      answered: 'no follow of you, account active',
    },
  ],
};

export const ANNA = {
  id: 'bluesky:did:plc:annaannaannaannaannaabcd',
  handle: 'anna.example',
  name: 'Anna',
  url: 'https://bsky.app/profile/anna.example',
  bio: 'Bakes bread in Leipzig.',
  location: 'Leipzig, Germany',
  reach: 312,
  owner: 'alice',
};

/** What is said of paths besides their schemas; examples are of invented people. */
export const PEOPLE_DOCUMENTS: Readonly<Record<string, RouteDocument>> = {
  'GET /v1/changes': {
    description:
      'Filters combine (`network=bluesky,mastodon&kind=lost`). Newest first; of several owners, one owner after another.\n\nVerdicts: `unfollowed`, `unliked`, `unlisted`, `blocked-you`, `you-blocked`, `deactivated`, `suspended`, `deleted`, `gone` (deleted or suspended, the network does not say which), `moved`, `severed` (by a server), `unknown`. `person` is as they were at the time. `edited` and `moved` carry `before` (only what differs), `returned` carries `awayDays`, and changes of one event share `event`.',
    example: {
      items: [LOST],
      next: 'k3Jv0o5Yd2m1c9QpXb7sTnsic3RvcCI6ImFsaWNlIn0',
    },
  },
  'GET /v1/people/{id}/changes': {
    description:
      'Query as for `/v1/changes`. When one person was lost, came back or moved, over all audiences, newest first. Somebody of whom none of that was told has an empty list.',
    example: {
      items: [],
    },
  },
  'GET /v1/people': {
    example: {
      items: [
        {
          ...ANNA,
          accountId: 'bluesky:alice.example',
          network: 'bluesky',
          state: 'lost',
          stateAt: '2026-11-20T12:00:00.000Z',
          verdict: 'unfollowed',
          firstSeenAt: '2026-10-23T12:00:00.000Z',
          audiences: ['bluesky:alice.example:followers'],
          segments: ['journalists'],
          place: {
            city: 'Leipzig',
            country: 'DE',
          },
          outreach: 'invited',
        },
      ],
      searched: 812,
      of: 812,
    },
  },
  'GET /v1/people/{id}': {
    description:
      "`audiences` are those where they are, or were; `changes` are their losses, returns and moves. `segments` and `place` are the owner's correction if there is one, else what their own words say for sure. `linked` are those whom the newest digest that suggested them took for the same person, and why; `POST …/wrong-person` takes them apart. All lists and the newest 200 posts are asked: `searched` of `of`.",
    example: {
      ...ANNA,
      network: 'bluesky',
      segments: ['journalists'],
      place: {
        city: 'Leipzig',
        country: 'DE',
      },
      audiences: [
        {
          id: 'bluesky:alice.example:followers',
          accountId: 'bluesky:alice.example',
          kind: 'followers',
          state: 'lost',
          stateAt: '2026-11-20T12:00:00.000Z',
          verdict: 'unfollowed',
          firstSeenAt: '2026-10-23T12:00:00.000Z',
          returns: 0,
          losses: 1,
        },
      ],
      changes: [LOST],
      outreach: {
        state: 'invited',
        at: '2026-11-21T12:00:00.000Z',
        note: 'Met at the market',
        history: [
          {
            step: 'suggested',
            at: '2026-11-16T07:00:00.000Z',
          },
          {
            step: 'invited',
            at: '2026-11-21T12:00:00.000Z',
          },
        ],
      },
      correction: {
        segments: ['journalists'],
        at: '2026-11-21T12:00:00.000Z',
      },
      suggestedAt: '2026-11-16T07:00:00.000Z',
      searched: 3,
      of: 3,
    },
  },
  'DELETE /v1/people/{id}': {
    description:
      "From now on no answer names them. Within seven days they are gone from rosters, changes, outreach, the search index and frozen digests; a keyed hash remembers, so that no pull, import or restored table brings them back. Point-in-time recovery keeps what was for up to 35 days; mails that were sent are in their recipients' hands.",
    example: {
      personId: 'bluesky:did:plc:annaannaannaannaannaabcd',
      owner: 'alice',
      requestedAt: '2026-11-22T12:00:00.000Z',
      doneBy: '2026-11-29T12:00:00.000Z',
    },
  },
  'PUT /v1/people/{id}/outreach': {
    description:
      '`state` is `invited`, `met`, `never`, or `snoozed` with `until`. `contact: true`: the two of you were in touch just now, which restarts the wait for "write again" (12 weeks, or `writeAgainWeeks`; 0: never). `note`, `promise`, `remindAt` and `writeAgainWeeks` are kept until they are said anew; null removes one. The same again changes nothing.',
    example: {
      state: 'met',
      at: '2026-11-22T12:00:00.000Z',
      promise: 'Send the recipe',
      contactAt: '2026-11-22T12:00:00.000Z',
      writeAgainWeeks: 8,
      history: [
        {
          step: 'met',
          at: '2026-11-22T12:00:00.000Z',
        },
      ],
    },
    body: {
      state: 'met',
      promise: 'Send the recipe',
      writeAgainWeeks: 8,
    },
  },
  'POST /v1/people/{id}/wrong-person': {
    description:
      'As the button of the mail. Whoever the newest suggestion linked them with is `keptApart` from now on. If they are linked with nobody, no place and no kind is told of them any more (`correction`), and they are not suggested for a year (`outreach`). The same again changes nothing more.',
    example: {
      keptApart: [
        {
          id: 'github:4021',
          network: 'github',
          handle: 'anna',
          url: 'https://github.com/anna',
          proof: 'each profile links the other',
        },
      ],
    },
  },
  'PUT /v1/people/{id}/corrections': {
    description:
      '`place` in your own words; null tells none. `segments: []`: none of ours. What is left out stays as it was corrected before.',
    example: {
      place: 'Leipzig, Germany',
      segments: ['journalists'],
      at: '2026-11-22T12:00:00.000Z',
    },
    body: {
      place: 'Leipzig, Germany',
      segments: ['journalists'],
    },
  },
};
