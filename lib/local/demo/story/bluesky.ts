import type { Deed } from './deed.ts';

/** What happens on Bluesky. The demo looks on days 0, 4, 7, 11, 14, 18, 21, 25 and 28. */
export const BLUESKY_STORY: readonly Deed[] = [
  { day: -2.9, who: 'jorun', does: 'replies', post: 'ride', text: 'Which cake, though?' },
  {
    day: -5.7,
    who: 'tamsin',
    does: 'replies',
    post: 'meter',
    text: 'I have three of these in the cellar, happy to test.',
  },
  { day: -2, who: 'mirela', does: 'posts', post: 'mirela-call', text: 'Looking for roofs in the west of the city.' },
  { day: -1.9, who: 'you', does: 'boosts', post: 'mirela-call' },
  // The first week.
  { day: 1.3, who: 'jorun', does: 'unfollows' },
  { day: 2.1, who: 'tamsin', does: 'unfollows' },
  { day: 3.2, who: 'mirela', does: 'replies', post: 'cafe', text: 'And the other two toasters are spare parts now!' },
  { day: 3.5, who: 'benno', does: 'follows' },
  { day: 4.5, who: 'you', does: 'boosts', post: 'balcony' },
  { day: 5.2, who: 'pelle', does: 'deactivates' },
  // The second.
  { day: 8.4, who: 'vesna', does: 'renames', handle: 'vesna-draws.demo.example' },
  { day: 9.1, who: 'corvin', does: 'is suspended' },
  { day: 9.5, who: 'adaeze', does: 'replies', post: 'poll', text: 'Who pays when it is empty on a Sunday evening.' },
  { day: 9.6, who: 'ciara', does: 'follows' },
  { day: 10.2, who: 'odile', does: 'deletes account' },
  { day: 10.8, who: 'brann', does: 'blocks you' },
  { day: 12, who: 'sunniva', does: 'takes like back', post: 'balcony' },
  { day: 12.1, who: 'sunniva', does: 'takes like back', post: 'ride' },
  // The third.
  { day: 15.6, who: 'ilse', does: 'follows' },
  { day: 16.2, who: 'dealzone', does: 'is blocked by you' },
  { day: 17.4, who: 'tamsin', does: 'follows' },
  { day: 18.5, who: 'you', does: 'removes', post: 'meter' },
  { day: 19.3, who: 'pelle', does: 'comes back' },
  { day: 19.9, who: 'tarek', does: 'follows' },
  // The fourth.
  { day: 22.5, who: 'hedda', does: 'unfollows' },
  { day: 23.5, who: 'kasimir', does: 'unfollows' },
  { day: 24.2, who: 'winnie', does: 'follows' },
  { day: 26.5, who: 'emre', does: 'takes like back', post: 'cafe' },
  // Beyond, for whoever comes back to the demo.
  { day: 30.4, who: 'luzia', does: 'follows' },
  { day: 32.1, who: 'wim', does: 'unfollows' },
  { day: 37.3, who: 'thore', does: 'deactivates' },
];
