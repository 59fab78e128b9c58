import type { AudienceKind, Verdict } from '../../functions/core/model.ts';

/** How an audience is called in a sentence: `followers`, `stars of garden-tools`, `likes of "First words …"`. */
export function kindInWords(audience: { readonly kind: AudienceKind; readonly title?: string }): string {
  const { kind, title } = audience;
  if (title === undefined) return kind;
  if (kind === 'stars') return `stars of ${title}`;
  return kind === 'likes' ? `likes of "${title}"` : kind;
}

/** Why somebody is gone, never finer than the evidence. */
export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  unfollowed: 'unfollowed',
  unliked: 'took the like or star back',
  unlisted: 'is no longer on the list',
  'blocked-you': 'blocked you',
  'you-blocked': 'was blocked by you',
  deactivated: 'deactivated the account',
  suspended: 'was suspended by the network',
  deleted: 'deleted the account',
  gone: 'is gone: deleted or suspended, the network does not say which',
  moved: 'moved to another account',
  severed: 'was cut off by a server',
  unknown: 'left, and the network does not say why',
};

/** `1 person`, `1,200 people`. */
export function people(count: number): string {
  return count === 1 ? '1 person' : `${count.toLocaleString('en')} people`;
}

/** A time for a person: `Mon 16 Nov 2026, 08:00`, in their zone. */
export function timeInWords(time: number, timeZone: string): string {
  const part = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', { timeZone, ...options });
  const day = part({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }).format(time).replace(',', '');
  return `${day}, ${part({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(time)}`;
}
