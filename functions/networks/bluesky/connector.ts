import { chunks } from '../batches.ts';
import type { HttpClient } from '../http.ts';
import type { Connector } from '../network.ts';
import { query } from './api.ts';
import { discoverBluesky } from './discover.ts';
import { readBlueskyPage } from './pages.ts';
import { blueskyProfile } from './profile.ts';
import { profiles, profileView } from './schema.ts';
import { verifyBluesky } from './verify.ts';

const BATCH = 25;

/**
 * Bluesky through an AppView (`public.api.bsky.app`), which needs no token. Keyed by DID.
 * Lists leave out whoever is deactivated, taken down or in a block with the account; `verify` tells these apart.
 */
export function blueskyConnector(http: HttpClient, credentialId: string, wall: () => number): Connector {
  return {
    network: 'bluesky',
    credentialId,
    listsFullProfiles: false,
    canVerify: (kind) => kind === 'followers' || kind === 'likes',

    async resolve(name) {
      const view = await query(http, 'app.bsky.actor.getProfile', { actor: name }, profileView);
      return {
        stableId: view.did,
        profile: blueskyProfile(view),
        ...(view.followersCount !== undefined && { followersCount: view.followersCount }),
        ...(view.followsCount !== undefined && { followingCount: view.followsCount }),
      };
    },

    discover: (account, track, now) => discoverBluesky(http, account, track, now),

    readPage: (...asked) => readBlueskyPage(http, ...asked),

    verify: (account, target, people) => verifyBluesky(http, account, target, people, wall),

    async *hydrate(people) {
      for (const batch of chunks(people, BATCH)) {
        const actors = batch.map((person) => person.id);
        const answer = await query(http, 'app.bsky.actor.getProfiles', { actors }, profiles);
        const views = new Map(answer.profiles.map((view) => [view.did, view]));
        for (const id of actors) {
          const view = views.get(id);
          if (view !== undefined) yield { id, profile: blueskyProfile(view) };
        }
      }
    },
  };
}
