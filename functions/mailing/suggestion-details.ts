import type { DigestContent, Suggestion } from '../core/digest-model.ts';
import { lookUpsOf, ownSite } from '../core/lookups.ts';
import { meetingTimes } from '../core/meeting-times.ts';
import { type NewestPost, newestPost, type ReadPage } from '../feeds/newest-post.ts';
import { mayLookUp } from '../networks/terms.ts';
import { publicAsk } from '../people/asks.ts';

/** For the sites of all suggested people together, ms of the wall clock: a digest does not wait for strangers. */
const LONGEST_LOOK = 6_000;
/** Names that lead nowhere by RFC 2606 and RFC 6761: nobody is asked for them. */
const NOWHERE = /(?:^|\.)(?:example|test|invalid|localhost|example\.(?:com|net|org))$/;

export interface DetailsContext {
  /** Calendar, epoch ms. */
  readonly now: number;
  readonly ownersZone: string;
  /** What the owner can help people with, in their words. */
  readonly offers: readonly string[];
  /** Reads a stranger's page; without, none is read. */
  readonly readPage?: ReadPage | undefined;
}

/**
 * Adds to each suggestion what a reader would want to know next: links to open, the newest post of their own site,
 * what they ask the public for, and times that would suit both. A site that cannot be read adds nothing and says
 * nothing.
 */
export async function withDetails(content: DigestContent, context: DetailsContext): Promise<DigestContent> {
  const posts = await Promise.all(content.suggestions.map((suggestion) => postOf(suggestion, context)));
  return {
    ...content,
    suggestions: content.suggestions.map((suggestion, index) => detailed(suggestion, posts[index], context)),
  };
}

function detailed(suggestion: Suggestion, post: NewestPost | undefined, context: DetailsContext): Suggestion {
  const { person, way, theirZone, town } = suggestion;
  const { now, ownersZone, offers } = context;
  const ask = publicAsk({ bio: person.bio, post: post?.title }, offers);
  return {
    ...suggestion,
    lookUps: lookUpsOf(person, town),
    times: meetingTimes({ way, ownersZone, now, ...(theirZone === undefined ? {} : { theirZone }) }),
    ...(post === undefined ? {} : { newestPost: post }),
    ...(ask === undefined ? {} : { ask }),
  };
}

async function postOf({ person }: Suggestion, { readPage, now }: DetailsContext): Promise<NewestPost | undefined> {
  if (readPage === undefined || !mayLookUp(person.network)) return undefined;
  const site = ownSite(person);
  if (site === undefined || NOWHERE.test(URL.parse(site)?.hostname ?? '')) return undefined;
  try {
    return await within(LONGEST_LOOK, newestPost(site, readPage, now));
  } catch {
    // Whatever a stranger's site does, it is no trouble of the owner's.
    return undefined;
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
