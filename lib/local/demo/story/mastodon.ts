import type { Deed } from './deed.ts';

/** What happens on Mastodon. Without a token nobody's follow can be asked for: who unfollows is told at the second look. */
export const MASTODON_STORY: readonly Deed[] = [
  { day: -4.8, who: 'imke', does: 'replies', post: 'tariff', text: 'May I print this for the assembly?' },
  { day: -4.5, who: 'imke', does: 'posts', post: 'imke-note', text: 'Annual accounts are a love letter.' },
  { day: -4.4, who: 'you', does: 'boosts', post: 'imke-note' },
  // The first week.
  { day: 1.8, who: 'alrik', does: 'unfollows' },
  { day: 6, who: 'cosima', does: 'follows' },
  // The second.
  { day: 8.6, who: 'ruta', does: 'moves', to: 'rutanew' },
  { day: 10.3, who: 'petra', does: 'replies', post: 'talk', text: 'Slide 12 deserves its own evening.' },
  { day: 12.5, who: 'jasper', does: 'takes like back', post: 'bench' },
  // The third.
  { day: 16.5, who: 'gunnar', does: 'is suspended' },
  { day: 19.5, who: 'xaver', does: 'deletes account' },
  { day: 20, who: 'piet', does: 'follows' },
  // The fourth.
  { day: 22.2, who: 'petra', does: 'unfollows' },
  // Beyond.
  { day: 30.2, who: 'dario', does: 'unfollows' },
];
