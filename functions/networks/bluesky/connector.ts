import { momentOf } from '../answers.ts';
import { chunks } from '../batches.ts';
import { InvalidResponseError } from '../errors.ts';
import type { HttpClient } from '../http.ts';
import type { AudienceTarget, Connector, Page } from '../network.ts';
import { query } from './api.ts';
import { discoverBluesky } from './discover.ts';
import { blueskyProfile } from './profile.ts';
import { followersPage, followsPage, likesPage, type ProfileView, profiles, profileView } from './schema.ts';
import { verifyBluesky } from './verify.ts';

const PAGE = 100;
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

    async readPage(target, cursor) {
      const page = await readPage(http, target, cursor);
      if (page.next !== undefined && page.next === cursor) {
        throw new InvalidResponseError(`Bluesky names the page just read as the next one (${target.kind}).`);
      }
      return page;
    },

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

/** `sort=latest` keeps the order stable while we walk. Pages may be short or empty; only a missing cursor is the end. */
async function readPage(http: HttpClient, target: AudienceTarget, cursor: string | undefined): Promise<Page> {
  const common = { limit: PAGE, cursor };
  if (target.kind === 'followers') {
    const params = { actor: target.target, sort: 'latest', ...common };
    const answer = await query(http, 'app.bsky.graph.getFollowers', params, followersPage);
    return pageOf(answer.followers.map(listed), answer.cursor);
  }
  if (target.kind === 'following') {
    const params = { actor: target.target, ...common };
    const answer = await query(http, 'app.bsky.graph.getFollows', params, followsPage);
    return pageOf(answer.follows.map(listed), answer.cursor);
  }
  if (target.kind === 'likes') {
    const params = { uri: target.target, ...common };
    const answer = await query(http, 'app.bsky.feed.getLikes', params, likesPage);
    const people = answer.likes.map((like) => {
      // People date their likes themselves; the AppView's own time keeps the future out.
      const times = [momentOf(like.createdAt), momentOf(like.indexedAt)].filter((time) => time !== undefined);
      return { ...listed(like.actor), ...(times.length > 0 && { since: Math.min(...times) }) };
    });
    return pageOf(people, answer.cursor);
  }
  throw new RangeError(`Bluesky has no ${target.kind}.`);
}

function listed(view: ProfileView): Page['people'][number] {
  return { id: view.did, profile: blueskyProfile(view) };
}

function pageOf(people: Page['people'], next: string | undefined): Page {
  return { people, ...(next !== undefined && { next }) };
}
