import { type ComponentChildren, h } from 'preact';
import { evidenceWords } from '../../../core/evidence-words.ts';
import { verdictWords } from '../../../digest/words.ts';
import type { Change, Network, Outreach, Person } from '../api/types.ts';
import { dayOf, momentOf } from '../parts/format.ts';
import { audienceOfId } from '../parts/words.ts';
import { toldPlaces } from './places-of.ts';

interface StoryLine {
  readonly at: string;
  readonly mark: 'gain' | 'loss' | 'ours' | 'quiet';
  readonly words: ComponentChildren;
  readonly evidence?: Change['evidence'];
}

/** What happened with somebody, newest first: over all lists, and what the owner did. */
export function StoryLines({ person }: { readonly person: Person }) {
  const lines = storyOf(person);
  return h(
    'ol',
    { class: 'story' },
    lines.map((line, index) =>
      h(
        'li',
        { key: index, class: `story-${line.mark}` },
        h('time', { dateTime: line.at, class: 'soft small' }, dayOf(line.at)),
        h('p', null, line.words),
        line.evidence === undefined || line.evidence.length === 0
          ? null
          : h(Evidence, { evidence: line.evidence, network: person.network }),
      ),
    ),
  );
}

function Evidence({
  evidence,
  network,
}: {
  readonly evidence: NonNullable<Change['evidence']>;
  readonly network: Network;
}) {
  return h(
    'details',
    { class: 'evidence' },
    h('summary', null, 'What proves it'),
    h(
      'dl',
      null,
      evidence.map(({ at, asked, answered }) => {
        const words = evidenceWords({ asked, answered }, network);
        // The calls to the letter, for whoever wants to ask again.
        return [
          h('dt', { title: asked }, `${momentOf(at)}, ${words.asked}`),
          h('dd', { dir: 'auto', title: answered }, words.answered),
        ];
      }),
    ),
  );
}

function storyOf(person: Person): StoryLine[] {
  const first = toldPlaces(person).map(
    (place): StoryLine => ({
      at: place.since ?? place.firstSeenAt,
      mark: 'quiet',
      words: `${place.since === undefined ? 'First seen on' : 'Came to'} ${audienceOfId(place.id)}`,
    }),
  );
  const changes = person.changes.map(
    (change): StoryLine => ({
      at: change.at,
      mark: change.kind === 'lost' ? 'loss' : change.kind === 'returned' || change.kind === 'gained' ? 'gain' : 'quiet',
      words: changeWords(change, person),
      evidence: change.evidence,
    }),
  );
  const steps = (person.outreach?.history ?? []).map(
    (step): StoryLine => ({
      at: step.at,
      mark: 'ours',
      words: stepWords(step),
    }),
  );
  return [...changes, ...steps, ...first].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}

function changeWords({ kind, verdict, audienceId, awayDays, before }: Change, { network }: Person): ComponentChildren {
  const where = audienceOfId(audienceId);
  switch (kind) {
    case 'lost':
      return [h('strong', null, capital(verdictWords(verdict, network))), ` (${where})`];
    case 'returned': {
      const away = awayDays === undefined ? '' : ` after ${Math.max(1, Math.round(awayDays))} days`;
      return [h('strong', null, `Came back${away}`), ` (${where})`];
    }
    case 'gained':
      return [h('strong', null, 'Came'), ` (${where})`];
    case 'moved':
      return [
        h('strong', null, 'Moved to another account'),
        before?.handle === undefined ? '' : `, was @${before.handle}`,
      ];
    case 'edited':
      return [
        h('strong', null, 'Changed their profile'),
        before?.handle === undefined ? '' : `, was @${before.handle}`,
      ];
  }
}

function stepWords({ step, until }: Outreach['history'][number]): string {
  switch (step) {
    case 'suggested':
      return 'A digest suggested them';
    case 'invited':
      return 'You wrote to them';
    case 'met':
      return 'You met';
    case 'snoozed':
      return until === undefined ? 'Not now' : `Not before ${dayOf(until)}`;
    case 'never':
      return 'Not to be suggested again';
    case 'returned':
      return 'They came back after that';
  }
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
