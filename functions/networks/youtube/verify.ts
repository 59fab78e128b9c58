import type { Finding } from '../../core/model.ts';
import { chunks } from '../batches.ts';
import { InvalidResponseError } from '../errors.ts';
import type { PersonRef, ResolvedAccount } from '../network.ts';
import { refused, type YouTube } from './api.ts';
import { channelList, subscriptionIds } from './schema.ts';

/** `channels?id=` takes 50; one place is the owner's own, by which an answer that has lost everybody is known. */
const BATCH = 49;
const CHANNELS = 'GET channels?id=';
const SUBSCRIPTIONS = 'GET subscriptions?channelId=&forChannelId=';

/**
 * Asks about people who are no longer among the public subscribers. A channel that is not there was deleted or terminated:
 * YouTube does not say which. One that shows its subscriptions tells whether ours is among them. One that keeps them
 * private is hidden: it may subscribe as before, and has left nothing but the public list.
 */
export async function* verifyYouTube(
  youtube: YouTube,
  account: ResolvedAccount,
  people: readonly PersonRef[],
  wall: () => number,
): AsyncGenerator<Finding> {
  const known = people.filter(({ id }) => /^UC[A-Za-z0-9_-]{22}$/.test(id));
  for (const batch of chunks(known, BATCH)) {
    const ids = batch.map(({ id }) => id);
    const there = await existing(youtube, account, ids);
    for (const id of ids) {
      if (there.has(id)) continue;
      const evidence = { at: wall(), asked: CHANNELS, answered: 'no such channel: deleted or terminated' };
      yield { id, account: 'gone', evidence };
    }
    for (const id of ids) if (there.has(id)) yield await askTie(youtube, account.stableId, id, wall);
  }
}

async function existing(youtube: YouTube, account: ResolvedAccount, ids: readonly string[]): Promise<Set<string>> {
  const query = { part: 'id', id: [...ids, account.stableId].join(','), maxResults: BATCH + 1 };
  const answer = await youtube.get('channels', query, channelList);
  const there = new Set((answer.items ?? []).map(({ id }) => id));
  // A server that does not know the owner either has lost more than one person; nothing it says counts then.
  if (!there.has(account.stableId)) {
    throw new InvalidResponseError(`YouTube knows neither these people nor the channel itself (${CHANNELS}).`);
  }
  return there;
}

async function askTie(youtube: YouTube, own: string, id: string, wall: () => number): Promise<Finding> {
  const query = { part: 'id', channelId: id, forChannelId: own, maxResults: 1 };
  const result = await youtube.try('subscriptions', query, subscriptionIds);
  const evidence = (answered: string) => ({ at: wall(), asked: `${CHANNELS}, ${SUBSCRIPTIONS}`, answered });
  if ('answer' in result) {
    const inAudience = (result.answer.items ?? []).length > 0;
    const answered = inAudience
      ? 'still subscribed; channel there'
      : 'subscriptions public, yours not among them; channel there';
    return { id, account: 'active', inAudience, evidence: evidence(answered) };
  }
  const { reason } = result.refusal;
  if (reason === 'subscriptionForbidden') {
    return {
      id,
      account: 'active',
      isHidden: true,
      evidence: evidence('keeps its subscriptions private; channel there'),
    };
  }
  // Closed or suspended between the two questions.
  if (reason === 'accountClosed' || reason === 'accountSuspended' || reason === 'subscriberNotFound') {
    return { id, account: 'gone', evidence: evidence(`channel no longer there (${reason})`) };
  }
  throw refused(SUBSCRIPTIONS, result.refusal);
}
