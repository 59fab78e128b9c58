import { isOfPeople } from '../../functions/core/people-kinds.ts';
import { verdictWords } from '../../functions/digest/words.ts';
import type { StoredChange } from '../../functions/storage/items.ts';
import { people } from './words.ts';

/** Names in one run's text, of each kind; the mail and the API have the rest. */
const MOST_NAMES = 25;

/** Who left and why, who came back, who is new. Likes and stars are numbers only, as in the mail. */
export function changeLines(changes: readonly StoredChange[]): string[] {
  const of = (kind: StoredChange['kind']): StoredChange[] =>
    changes.filter(({ kind: itsKind, audienceKind }) => itsKind === kind && isOfPeople(audienceKind));
  return [
    ...listed(of('lost'), (change) => `- ${nameOf(change)} ${verdictWords(change.verdict, change.network)}`),
    ...listed(of('returned'), (change) => `+ ${nameOf(change)} came back${awayText(change.awayMs)}`),
    ...listed(of('gained'), (change) => `+ ${nameOf(change)} is new`),
    ...listed(of('moved'), (change) => `~ ${nameOf(change)} moved to another account`),
    ...listed(of('edited').filter(isRename), (change) => `~ ${nameOf(change)} was ${change.before?.handle}`),
  ];
}

function listed(changes: readonly StoredChange[], say: (change: StoredChange) => string): string[] {
  const lines = changes.slice(0, MOST_NAMES).map((change) => `    ${say(change)}`);
  const rest = changes.length - lines.length;
  return rest === 0 ? lines : [...lines, `      and ${people(rest)} more`];
}

/** Somebody's name and handle on one line, whatever they consist of. */
function nameOf({ person }: StoredChange): string {
  const handle = person.handle.startsWith('@') ? person.handle : `@${person.handle}`;
  const text = person.name === undefined || person.name === '' ? handle : `${person.name} (${handle})`;
  return text.replace(/\s+/g, ' ').slice(0, 160);
}

const isRename = (change: StoredChange): boolean =>
  change.before?.handle !== undefined && change.before.handle !== change.person.handle;

function awayText(awayMs: number | undefined): string {
  const days = Math.round((awayMs ?? 0) / 86_400_000);
  return days === 0 ? '' : ` after ${days} ${days === 1 ? 'day' : 'days'}`;
}
