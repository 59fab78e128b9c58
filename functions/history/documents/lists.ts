import type { RouteDocument } from './document.ts';
import { ANNA } from './people.ts';

/** What is said of paths besides their schemas; examples are of invented people. */
export const LIST_DOCUMENTS: Readonly<Record<string, RouteDocument>> = {
  'GET /v1/health': {
    description: 'Public. Says that the API answers, and nothing else.',
    example: {
      ok: true,
    },
  },
  'GET /v1/accounts': {
    description:
      '`status` is `stopped` once the account is no longer in the configuration. `error` says what could not be read and what to do about it.',
    example: {
      items: [
        {
          id: 'bluesky:alice.example',
          owner: 'alice',
          network: 'bluesky',
          status: 'active',
          stableId: 'did:plc:alicealicealicealiceabcd',
          handle: 'alice.example',
          name: 'Alice',
          url: 'https://bsky.app/profile/alice.example',
          followersCount: 25,
          resolvedAt: '2026-11-21T12:00:00.000Z',
          audiences: [
            'bluesky:alice.example:followers',
            'bluesky:alice.example:following',
            'bluesky:alice.example:likes',
          ],
        },
      ],
    },
  },
  'GET /v1/audiences': {
    description:
      "The posts of an account are shown together as `ACCOUNT:likes`. Its `count` is that of the likes on the `postCount` posts that are watched now, as in the mail; `lost` is of all its posts, and asked for alone it names each with its `status`.\n\n`count` is everybody who has not been told as lost; `missing` (waiting for another pull), `held` (part of an implausible drop) and `hidden` (there but not listed) are part of it, and `missingSince`, `heldSince` and `hiddenSince` say since when the longest of them has been. `lost` are those told as lost who are still remembered. Losses can be seen from `baselineAt` on. `waitingUntil`: the network's rate limit is used up until then. `status`: `active`, `closed` (a post that aged out or was deleted), `stopped`, or `parked` (failed repeatedly; tried once a day). `countOnly`: the network tells a number (`networkCount`) and not who, so nobody is ever named as gained or lost.\n\n`falseAlarms` holds Rekindle to its word: of the losses it told (`told`), how many were seen again (`seenAgain`) within seven days and within seven pulls of the telling. A return that a new follow, like or star explains does not count, as far as the network lets us know: likes and stars are dated, and where a loss was proven by the network's own word that there was no follow any more (`unfollowed`), a return can only be a new one. An account that was switched off and on again does count, since nobody followed anew.",
    example: {
      items: [
        {
          id: 'bluesky:alice.example:followers',
          owner: 'alice',
          accountId: 'bluesky:alice.example',
          network: 'bluesky',
          kind: 'followers',
          status: 'active',
          count: 24,
          missing: 2,
          held: 1,
          hidden: 1,
          missingSince: '2026-11-19T12:00:00.000Z',
          heldSince: '2026-11-21T12:00:00.000Z',
          hiddenSince: '2026-11-04T12:00:00.000Z',
          lost: 2,
          falseAlarms: {
            told: 14,
            seenAgain: 1,
            window: '7 days and 7 pulls',
          },
          networkCount: 25,
          baselineAt: '2026-10-23T12:00:00.000Z',
          pulledAt: '2026-11-21T12:00:00.000Z',
          dueAt: '2026-11-22T12:00:00.000Z',
          waitingUntil: '2026-11-22T12:10:00.000Z',
        },
      ],
    },
  },
  'GET /v1/audiences/{id}': {
    description:
      'One audience as above, with `refusedPulls`: the last ten that were read whole and not believed, newest first, and why; they changed nothing. What the owner has accepted since (`npm run rekindle -- accept AUDIENCE`) is not among them. `ACCOUNT:likes` also names its posts, each of which can be asked for under its own id.',
    example: {
      id: 'bluesky:alice.example:likes',
      owner: 'alice',
      accountId: 'bluesky:alice.example',
      network: 'bluesky',
      kind: 'likes',
      status: 'active',
      count: 8,
      missing: 1,
      held: 0,
      hidden: 0,
      missingSince: '2026-11-20T12:00:00.000Z',
      lost: 2,
      falseAlarms: {
        told: 2,
        seenAgain: 0,
        window: '7 days and 7 pulls',
      },
      baselineAt: '2026-10-23T12:00:00.000Z',
      pulledAt: '2026-11-21T12:00:00.000Z',
      dueAt: '2026-11-22T12:00:00.000Z',
      postCount: 1,
      refusedPulls: [
        {
          at: '2026-11-18T12:00:00.000Z',
          refusal: 'empty',
          reason: 'The list came back empty although 8 were expected.',
          listed: 0,
          audienceId: 'bluesky:alice.example:likes:3kaaa',
        },
      ],
      posts: [
        {
          id: 'bluesky:alice.example:likes:3kaaa',
          title: 'Bread today',
          postedAt: '2026-11-17T12:00:00.000Z',
          count: 8,
          status: 'active',
        },
        {
          id: 'bluesky:alice.example:likes:3kbbb',
          title: 'Rye',
          postedAt: '2026-10-13T12:00:00.000Z',
          count: 2,
          status: 'closed',
        },
      ],
    },
  },
  'GET /v1/audiences/{id}/snapshots': {
    description:
      'What each pull saw, newest first; of `ACCOUNT:likes`, post after post. Only accepted snapshots are compared: `refusal` and `reason` say why one was not. With `acceptedByOwnerAt`, the owner took it as a new baseline all the same: nobody was told as gained or lost by it.',
    example: {
      items: [
        {
          owner: 'alice',
          audienceId: 'bluesky:alice.example:followers',
          at: '2026-11-21T12:00:00.000Z',
          startedAt: '2026-11-21T11:59:00.000Z',
          listed: 0,
          duplicates: 0,
          pages: 1,
          complete: true,
          accepted: false,
          refusal: 'empty',
          reason: 'The list was empty, but the profile says 25 followers.',
          networkCount: 25,
          gained: 0,
          lost: 0,
          returned: 0,
          edited: 0,
        },
      ],
    },
  },
  'GET /v1/audiences/{id}/changes': {
    description:
      'Query as for `/v1/changes`. What was told of one audience, newest first; of `ACCOUNT:likes`, over all its posts. Whom the owner follows is never told.',
    example: {
      items: [],
    },
  },
  'PUT /v1/accounts/{id}': {
    description:
      'The body says what is read, as in the configuration: `track`, `every`, `budget`; `{}` for everything. What the API says of an account counts until it says another, whatever the configuration holds. `status` is `waiting` until the next tick has seen to it. With several owners, `owner` says whose it is.',
    example: {
      id: 'bluesky:alice.example',
      owner: 'alice',
      network: 'bluesky',
      status: 'waiting',
    },
    body: {
      track: {
        likes: false,
      },
      every: '12h',
    },
  },
  'DELETE /v1/accounts/{id}': {
    description: 'It may be one of the configuration: then it stays removed until it is put again.',
    example: {
      id: 'bluesky:alice.example',
      owner: 'alice',
      network: 'bluesky',
      status: 'stopped',
    },
  },
  'GET /v1/audiences/{id}/people': {
    example: {
      items: [
        {
          ...ANNA,
          audienceId: 'bluesky:alice.example:followers',
          state: 'lost',
          stateAt: '2026-11-20T12:00:00.000Z',
          verdict: 'unfollowed',
          firstSeenAt: '2026-10-23T12:00:00.000Z',
          returns: 0,
          losses: 1,
        },
      ],
    },
  },
  'GET /v1/audiences/{id}/trend': {
    description:
      "`count` is what the last accepted pull of that time listed; it is absent where there was none, and for an account's likes, whose posts come and go. Without `from` a trend goes back 30 days, 26 weeks or two years.",
    example: {
      items: [
        {
          owner: 'alice',
          audienceId: 'bluesky:alice.example:followers',
          from: '2026-11-16T00:00:00.000Z',
          to: '2026-11-23T00:00:00.000Z',
          count: 24,
          networkCount: 25,
          gained: 1,
          lost: 2,
          returned: 0,
          pulls: 7,
          refused: 0,
        },
      ],
    },
  },
  'POST /v1/audiences/{id}/snapshots': {
    description:
      'Parts may be sent in any order and again. A list is compared once it is complete, by the rules for every list.',
    example: {
      audienceId: 'list:newsletter:members',
      snapshot: '2026-11-22-1',
      state: 'waiting',
      parts: 1,
      people: 2,
    },
    body: {
      snapshot: '2026-11-22-1',
      part: 1,
      people: [{ id: '42', handle: 'anna' }],
      complete: true,
      parts: 1,
    },
  },
};
