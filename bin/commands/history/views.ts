import * as z from 'zod';
import { VERDICTS } from '../../../functions/core/model.ts';
import { causeWords, verdictWords } from '../../../functions/digest/words.ts';
import { personOf } from '../../../functions/history/find-person.ts';
import type { Column } from './table.ts';

/** What `history` can show: where it is asked, and which columns a table has. */
export interface View {
  readonly about: string;
  /** Paths are asked with what remains of the filters. */
  readonly path: (filters: { readonly audience?: string; readonly person?: string }) => string;
  readonly columns: readonly Column[];
  /** Filters that are said in the path. */
  readonly inPath?: readonly string[];
  /** Its times are bounds that the API sets in UTC. */
  readonly isInUtc?: true;
  /** One answer instead of pages. */
  readonly isSingle?: true;
}

const verdictIn = (code: string) => VERDICTS.find((verdict) => verdict === code);
const change = z.object({ person: z.object({ id: z.string() }) });

/** A verdict as mails and the page have it; codes are for CSV and NDJSON. */
function verdictOf(code: string, item: unknown): string {
  const verdict = verdictIn(code);
  const network = personOf(change.safeParse(item).data?.person.id ?? '')?.network ?? 'list';
  return verdict === undefined ? code : verdictWords(verdict, network);
}

/** Why several left, without how many. */
export function causeOf(code: string): string {
  const verdict = verdictIn(code);
  return verdict === undefined ? code : causeWords(verdict, 2).replace(/^2 /, '');
}

const CHANGE: readonly Column[] = [
  ['DETECTED', 'detectedAt'],
  ['KIND', 'kind'],
  ['VERDICT', 'verdict', verdictOf],
  ['HANDLE', 'person.handle'],
  ['NAME', 'person.name'],
  ['AUDIENCE', 'audienceId'],
];

export const VIEWS: Readonly<Record<string, View>> = {
  changes: {
    about:
      'Who came, left, returned or moved, newest first; of one audience with --audience, of one person with --person.',
    path: ({ audience, person }) =>
      person !== undefined
        ? `/v1/people/${encodeURIComponent(person)}/changes`
        : audience === undefined
          ? '/v1/changes'
          : `/v1/audiences/${encodeURIComponent(audience)}/changes`,
    columns: CHANGE,
    inPath: ['audience', 'person'],
  },
  people: {
    about: 'People by words, segment, place, state and outreach.',
    path: () => '/v1/people',
    columns: [
      ['HANDLE', 'handle'],
      ['NAME', 'name'],
      ['STATE', 'state'],
      ['PLACE', 'place.city'],
      ['SEGMENTS', 'segments'],
      ['OUTREACH', 'outreach'],
      ['ID', 'id'],
    ],
  },
  audiences: {
    about: 'The audiences of all accounts; of one with --audience: everybody in it.',
    path: ({ audience }) =>
      audience === undefined ? '/v1/audiences' : `/v1/audiences/${encodeURIComponent(audience)}/people`,
    columns: [
      ['AUDIENCE', 'id'],
      ['COUNT', 'count'],
      ['POSTS', 'postCount'],
      ['LOST', 'lost'],
      ['MISSING', 'missing'],
      ['HELD', 'held'],
      ['PULLED', 'pulledAt'],
      ['STATUS', 'status'],
    ],
    inPath: ['audience'],
  },
  trend: {
    about: 'How an audience (--audience) grew, --by day, week or month.',
    path: ({ audience }) => `/v1/audiences/${encodeURIComponent(audience ?? '')}/trend`,
    isInUtc: true,
    columns: [
      ['FROM', 'from'],
      ['COUNT', 'count'],
      ['GAINED', 'gained'],
      ['LOST', 'lost'],
      ['RETURNED', 'returned'],
      ['PULLS', 'pulls'],
    ],
    inPath: ['audience'],
  },
  digests: {
    about: 'The editions of all digests, newest first.',
    path: () => '/v1/digests',
    columns: [
      ['EDITION', 'id'],
      ['KIND', 'kind'],
      ['FROM', 'from'],
      ['TO', 'to'],
      ['OWNER', 'owner'],
    ],
  },
  stats: {
    about: 'Why people left, what came of approaching them, and false alarms.',
    path: () => '/v1/stats',
    columns: [
      ['WHAT', 'what'],
      ['COUNT', 'count'],
    ],
    isSingle: true,
  },
};
