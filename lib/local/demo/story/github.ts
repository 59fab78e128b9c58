import type { Deed } from './deed.ts';

/** What happens on GitHub. A gone account is deleted or suspended: the network does not say which. */
export const GITHUB_STORY: readonly Deed[] = [
  // The first week.
  { day: 2.7, who: 'hanneskarl', does: 'unfollows' },
  // The second.
  { day: 8.2, who: 'bertil-io', does: 'takes star back', repository: 'meter-reader' },
  { day: 9.4, who: 'ghostwren', does: 'deletes account' },
  { day: 13, who: 'famke-p', does: 'follows' },
  { day: 13.1, who: 'famke-p', does: 'stars', repository: 'energy-sharing' },
  // The third.
  { day: 20.3, who: 'umbrado', does: 'takes star back', repository: 'energy-sharing' },
  // The fourth.
  { day: 22.9, who: 'e-aschenbach', does: 'unfollows' },
  { day: 24, who: 'giorgos-k', does: 'stars', repository: 'slow-routes' },
  // Beyond.
  { day: 33, who: 'orla-c', does: 'unfollows' },
];
