import type { AudienceKind } from '../../functions/core/model.ts';

/** How an audience is called in a sentence: `followers`, `stars of garden-tools`, `likes of "First words …"`. */
export function kindInWords(audience: { readonly kind: AudienceKind; readonly title?: string }): string {
  const { kind, title } = audience;
  if (title === undefined) return kind;
  if (kind === 'stars') return `stars of ${title}`;
  return kind === 'likes' ? `likes of "${title}"` : kind;
}

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

/** The same with its zone, so that no other time beside it has to name one. */
export function timeWithZone(time: number, timeZone: string): string {
  return `${timeInWords(time, timeZone)} (${timeZone})`;
}

/** What an owner can do about a list that was refused and is right all the same. */
export function acceptHint(audienceId: string): string {
  return `If the list is right as it is, take it as a new baseline: npm run rekindle -- accept ${audienceId}`;
}
