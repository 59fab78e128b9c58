import type { MeetingTime } from '../core/meeting-times.ts';
import { zoneName } from '../core/zone-name.ts';

/** What a message is made of. */
export interface MessageParts {
  readonly opening: string;
  readonly language: 'en' | 'de';
  readonly way: 'coffee' | 'video';
  readonly times: readonly MeetingTime[];
  /** IANA. */
  readonly ownersZone: string;
  readonly theirZone?: string | undefined;
  /** Of a video chat: where both go. */
  readonly room?: string | undefined;
}

const WORDS = {
  en: {
    locale: 'en-GB',
    coffee: 'If you like, we could meet for a coffee, for example:',
    video: 'If you like, we could have a short video chat, for example:',
    room: 'We would meet here:',
    end: 'Any other time that suits you is fine, too.',
  },
  de: {
    locale: 'de-DE',
    coffee: 'Wenn du magst, könnten wir uns auf einen Kaffee treffen, zum Beispiel:',
    video: 'Wenn du magst, könnten wir kurz per Video reden, zum Beispiel:',
    room: 'Wir würden uns hier treffen:',
    end: 'Jede andere Zeit, die dir passt, ist auch recht.',
  },
} as const;

/** A short, kind message to start from: an opening, and a few times. The owner edits and sends it, or not. */
export function messageOf({ opening, language, way, times, ownersZone, theirZone, room }: MessageParts): string {
  const { locale, end, ...words } = WORDS[language];
  if (times.length === 0) return opening;
  return [
    opening,
    '',
    words[way],
    ...times.map(
      ({ start }) => `- ${timeWords(start, { locale, zone: theirZone ?? ownersZone, otherZone: ownersZone })}`,
    ),
    ...(room === undefined ? [] : [`${words.room} ${room}`]),
    end,
  ].join('\n');
}

/** "Tuesday, 24 November, 15:00 (Berlin), 09:00 (New York)": one zone is enough where both have the same clock. */
export function timeWords(
  at: number,
  { locale, zone, otherZone }: { readonly locale: string; readonly zone: string; readonly otherZone: string },
): string {
  const day = (timeZone: string) =>
    new Intl.DateTimeFormat(locale, { timeZone, weekday: 'long', day: 'numeric', month: 'long' }).format(at);
  const clock = (timeZone: string) =>
    new Intl.DateTimeFormat(locale, { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
  const first = `${day(zone)}, ${clock(zone)} (${zoneName(zone)})`;
  if (zone === otherZone || `${day(zone)}${clock(zone)}` === `${day(otherZone)}${clock(otherZone)}`) return first;
  const otherDay = day(otherZone) === day(zone) ? '' : `${day(otherZone)}, `;
  return `${first}, ${otherDay}${clock(otherZone)} (${zoneName(otherZone)})`;
}
