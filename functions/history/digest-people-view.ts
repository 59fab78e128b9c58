import type * as z from 'zod';
import type {
  DigestContent,
  DigestPerson,
  LinkedPerson,
  OwnersWords,
  Suggestion,
  WriteAgain,
} from '../core/digest-model.ts';
import { type personShape, shown } from './change-view.ts';
import type { editionDetailShape } from './digest-shapes.ts';
import type { linkedShape } from './person-shapes.ts';
import { instantOf } from './shapes.ts';

type Detail = z.input<typeof editionDetailShape>;
type SuggestionDetail = Detail['suggestions'][number];

/** Somebody in a digest. */
export function personView(person: DigestPerson): z.input<typeof personShape> {
  return { ...shown(person), id: person.personId, handle: person.handle, url: person.url };
}

/** Somebody to meet, with all that helps to begin. */
export function suggestionView(suggestion: Suggestion): SuggestionDetail {
  const { person, reasons, way, starter, score, stillThere, openings, language, shared } = suggestion;
  const { town, theirZone, times, words } = suggestion;
  return {
    ...{ person: personView(person), reasons: [...reasons], way, starter, score, stillThere },
    ...{ openings: openings && [...openings], language, shared: shared && [...shared] },
    ...lookedUp(suggestion),
    ...{ town, theirZone, words: words && wordsView(words) },
    times: times?.map(({ start, end }) => ({ start: instantOf(start), end: instantOf(end) })),
  };
}

/** The same person elsewhere. */
export function linkedView({ personId, network, handle, url, proof }: LinkedPerson): z.input<typeof linkedShape> {
  return { id: personId, network, handle, url, proof };
}

/** What was looked up about them. */
function lookedUp({ linked, lookUps, newestPost, ask }: Suggestion): Partial<SuggestionDetail> {
  return {
    linked: linked?.map(linkedView),
    lookUps: lookUps?.map(({ kind, label, url }) => ({ kind, label, url })),
    newestPost: newestPost && { title: newestPost.title, url: newestPost.url, at: instantOf(newestPost.at) },
    ask: ask && { line: ask.line, from: ask.from, offer: ask.offer },
  };
}

/** Somebody to write to again. */
export function writeAgainView(again: WriteAgain): NonNullable<Detail['writeAgain']>[number] {
  const { person, lastContactAt, dueAt, words } = again;
  return {
    ...{ person: personView(person), lastContactAt: instantOf(lastContactAt), dueAt: instantOf(dueAt) },
    words: words && wordsView(words),
  };
}

const wordsView = ({ note, promise }: OwnersWords): OwnersWords => ({
  ...(note === undefined ? {} : { note }),
  ...(promise === undefined ? {} : { promise }),
});

/** Numbers of the winning back, without what stands beside them. */
export function wonBackView({
  returned,
  invited,
}: NonNullable<DigestContent['wonBack']>): NonNullable<Detail['wonBack']> {
  return { returned, invited };
}

/** How lists of one kind went, week by week. */
export function trendView(trend: NonNullable<DigestContent['trends']>[number]): NonNullable<Detail['trends']>[number] {
  const { group, lists, younger, weeks } = trend;
  return {
    ...{ group, lists, younger },
    weeks: weeks.map(({ to, count, gained, lost }) => ({ to: instantOf(to), count, gained, lost })),
  };
}
