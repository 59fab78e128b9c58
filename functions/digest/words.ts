import { NETWORK_NAMES } from '../core/digest-audiences.ts';
import type { NetworkId, Verdict } from '../core/model.ts';

/**
 * Verdicts in words: for mails, the API and the console. Never finer than the evidence: what is unknown is "no longer
 * on your list", and a network that doesn't tell deleted from suspended is said not to.
 */
export function verdictWords(verdict: Verdict | undefined, network: NetworkId): string {
  switch (verdict) {
    case 'unfollowed':
      return 'no longer follows you';
    case 'unliked':
      return 'took a like back';
    case 'blocked-you':
      return 'blocked you';
    case 'you-blocked':
      return 'is blocked by you';
    case 'deactivated':
      return 'deactivated their account';
    case 'suspended':
      return `account is suspended by ${hostOf(network)}`;
    case 'deleted':
      return 'account is deleted';
    case 'gone':
      return `account is gone (deleted or suspended; ${hostOf(network)} does not say which)`;
    case 'moved':
      return 'moved to another account';
    case 'severed':
      return 'cut off by a server, not by themselves';
    case 'unlisted':
    case 'unknown':
    case undefined:
      return 'no longer on your list';
  }
}

/** The same for several: "2 no longer follow you", "1 account suspended". */
export function causeWords(verdict: Verdict, count: number): string {
  const one = count === 1;
  const accounts = one ? 'account' : 'accounts';
  switch (verdict) {
    case 'unfollowed':
      return `${count} no longer ${one ? 'follows' : 'follow'} you`;
    case 'unliked':
      return `${count} took a like back`;
    case 'deactivated':
    case 'suspended':
    case 'deleted':
      return `${count} ${accounts} ${verdict}`;
    case 'gone':
      return `${count} ${accounts} gone`;
    case 'moved':
      return `${count} moved to another account`;
    case 'severed':
      return `${count} cut off by a server`;
    case 'blocked-you':
      return `${count} blocked you`;
    case 'you-blocked':
      return `${count} blocked by you`;
    case 'unlisted':
    case 'unknown':
      return `${count} no longer on your list`;
  }
}

/** Left by their own decision, or for reasons nobody knows; the other verdicts say nothing about the owner. */
export function isPersonal(verdict: Verdict | undefined): boolean {
  return verdict === undefined || ['unfollowed', 'unliked', 'unlisted', 'unknown'].includes(verdict);
}

const STEPS = [
  ['year', 365.25],
  ['month', 30.44],
  ['week', 7],
  ['day', 1],
] as const;

/** "2 years", "7 weeks", "41 days", "less than a day": one unit, rounded down, as long as it is at least two of it. */
export function durationWords(ms: number): string {
  const days = ms / 86_400_000;
  if (days < 1) return 'less than a day';
  const [unit, length] = STEPS.find(([, size]) => days >= 2 * size) ?? (['day', 1] as const);
  const count = Math.floor(days / length);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** What stands above a message to begin with. It asks for nothing yet: who would like a coffee asks when they talk. */
export const OPENING_WORDS = 'To open the conversation, for example';

/** The second step, after the opening. */
export function askWords(way: 'coffee' | 'video'): string {
  return way === 'coffee' ? 'Ask for a coffee' : 'Ask for a video chat';
}

/** "1 like", "1,204 likes". */
export function countWords(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

export function number(count: number): string {
  return count.toLocaleString('en-GB');
}

function hostOf(network: NetworkId): string {
  return network === 'mastodon' ? 'its server' : network === 'list' ? 'the network' : NETWORK_NAMES[network];
}
