import { clip } from '../core/clip.ts';
import { NETWORK_NAMES } from '../core/digest-audiences.ts';
import type { OwnersWords, Suggestion, WriteAgain } from '../core/digest-model.ts';
import { zoneName } from '../core/zone-name.ts';
import type { ActionView } from './buttons.ts';
import { safeUrl } from './html.ts';
import { durationWords } from './words.ts';

interface FactOptions {
  readonly locale: string;
  readonly timeZone: string;
  /** Characters of a line. */
  readonly line: number;
}

/** Something known of a person: what it is, and what it says. */
export interface Fact {
  readonly label: string;
  readonly text: string;
}

/** What else there is to know of somebody suggested, a line each; the owner's own words first. */
export function factsOf(suggestion: Suggestion, options: FactOptions): readonly Fact[] {
  const { words, newestPost, ask, linked = [], times = [], theirZone } = suggestion;
  const { line, timeZone } = options;
  const day = (at: number) =>
    new Intl.DateTimeFormat(options.locale, { timeZone, day: 'numeric', month: 'long', year: 'numeric' }).format(at);
  const proposed = times.slice(0, 3).map(({ start }) => timeLine(start, theirZone, options));
  // Mails are forwarded, and readers travel: whose clock it is has to be said.
  const clock = `(${zoneName(timeZone)} time)`;
  return [
    ...wordLines(words, line),
    ...(newestPost === undefined
      ? []
      : [
          {
            label: 'Their newest post',
            text: `“${clip(newestPost.title, line)}”${newestPost.at === undefined ? '' : `, ${day(newestPost.at)}`}`,
          },
        ]),
    ...(ask === undefined
      ? []
      : [
          {
            label: 'They ask',
            text: `“${clip(ask.line, line)}”${ask.offer === undefined ? '' : ` You offer ${clip(ask.offer, 60)}.`}`,
          },
        ]),
    ...linked.map(({ handle, network, proof }) => ({
      label: `Also on ${NETWORK_NAMES[network]}`,
      text: `@${clip(handle, 60)} (${clip(proof, line)})`,
    })),
    ...(proposed.length === 0
      ? []
      : [
          {
            label: `${theirZone === undefined ? 'Times to propose' : 'Times for both'} ${clock}`,
            text: proposed.join('; '),
          },
        ]),
  ];
}

/** "last in touch 14 weeks ago" */
export function silenceOf({ lastContactAt }: WriteAgain, now: number): string {
  return lastContactAt === undefined
    ? 'you wanted to write again'
    : `last in touch ${durationWords(now - lastContactAt)} ago`;
}

export function wordLines(words: OwnersWords | undefined, line: number): readonly Fact[] {
  return [
    ...(words?.promise === undefined ? [] : [{ label: 'You promised', text: clip(words.promise, line) }]),
    ...(words?.note === undefined ? [] : [{ label: 'You noted', text: clip(words.note, line) }]),
  ];
}

export function lookUpLinks({ lookUps = [], newestPost }: Suggestion): readonly ActionView[] {
  const post = newestPost === undefined ? [] : [{ label: 'newest post', url: newestPost.url }];
  return [...lookUps, ...post].flatMap(({ label, url }) => {
    const address = safeUrl(url);
    return address === undefined ? [] : [{ label: clip(label, 40), url: address }];
  });
}

/** "Tue 24 Nov 15:00 (09:00 for them)": the reader's clock, then theirs. */
function timeLine(at: number, theirZone: string | undefined, { locale, timeZone }: FactOptions): string {
  const day = (zone: string) =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, weekday: 'short', day: 'numeric', month: 'short' }).format(at);
  const clock = (zone: string) =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
      at,
    );
  const ours = `${day(timeZone)} ${clock(timeZone)}`;
  if (theirZone === undefined) return ours;
  const theirs = `${day(theirZone) === day(timeZone) ? '' : `${day(theirZone)} `}${clock(theirZone)}`;
  return theirs === clock(timeZone) ? ours : `${ours} (${theirs} for them)`;
}
