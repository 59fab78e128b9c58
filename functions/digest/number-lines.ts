import { clip } from '../core/clip.ts';
import type { DigestContent } from '../core/digest-model.ts';
import type { DigestAudience } from '../core/digest-numbers.ts';
import { countWords, number } from './words.ts';

const MOST_NUMBERS = 12;

/** Counts of each audience with what changed, those that don't fit added up. */
export function numbersOf({ audiences, omitted }: DigestContent, most: number) {
  const moved = (audience: DigestAudience) => audience.gained + audience.lost + audience.returned;
  const byNews = audiences.length <= MOST_NUMBERS ? audiences : [...audiences].sort((a, b) => moved(b) - moved(a));
  const rows = byNews.slice(0, MOST_NUMBERS).map((audience) => ({
    label: `${clip(audience.label, Math.min(80, most))}${audience.isCountOnly ? ' (numbers only)' : ''}`,
    count: `${number(audience.count)}${postsWords(audience)}`,
    change: [moveWords(audience), beforeWords(audience)].filter((words) => words !== '').join('; '),
  }));
  const rest = audiences.length - rows.length + (omitted.audiences ?? 0);
  return rest > 0 ? [...rows, { label: `and ${number(rest)} more lists`, count: '', change: '' }] : rows;
}

/** Likes are those on the posts that are watched now, so it is said how many those are. */
function postsWords({ posts = 0 }: Pick<DigestAudience, 'posts'>): string {
  return posts === 0 ? '' : ` on ${countWords(posts, 'post')}`;
}

/**
 * The last mail's number, where this one does not follow from it by who came and went: posts come and go with all their
 * likes. Nothing where there was none. Of numbers alone only likes' are so explained: others are rounded by some networks,
 * so that their moves say nothing.
 */
function beforeWords(audience: DigestAudience): string {
  const { before, count, posts, isCountOnly, net, gained, returned, lost } = audience;
  if (before === undefined || (isCountOnly && net === undefined)) return '';
  if (before.count === count) return moveWords(audience) === '' ? 'as before' : '';
  if (isCountOnly && posts === undefined) return '';
  if (before.count + (isCountOnly ? (net ?? 0) : gained + returned - lost) === count) return '';
  return `${number(before.count)}${postsWords(before)} in the last mail`;
}

function moveWords(audience: DigestAudience): string {
  if (audience.isCountOnly) return numberWords(audience);
  const { gained, lost, returned } = audience;
  const parts = [
    gained > 0 ? `+${number(gained)}` : '',
    returned > 0 ? `+${number(returned)} back` : '',
    lost > 0 ? `−${number(lost)}` : '',
  ].filter((part) => part !== '');
  return parts.join(' ');
}

/** A number says by how much, and never who or why: "+12 net: 31 gained, 19 lost". */
function numberWords({ net, gainedCount, lostCount }: DigestAudience): string {
  const gross = [
    ...(gainedCount === undefined ? [] : [`${number(gainedCount)} gained`]),
    ...(lostCount === undefined ? [] : [`${number(lostCount)} lost`]),
  ].join(', ');
  if (gross === '') return net === undefined || net === 0 ? '' : `${signed(net)} in all`;
  if (net === undefined) return gross;
  // Days are settled later than numbers, so the one need not be the sum of the other.
  const isSum = gainedCount !== undefined && lostCount !== undefined && net === gainedCount - lostCount;
  return `${net === 0 ? '±0' : signed(net)} net: ${gross}${isSum ? '' : ' on the days counted so far'}`;
}

const signed = (count: number): string => `${count < 0 ? '−' : '+'}${number(Math.abs(count))}`;
