import { h } from 'preact';
import { ask, pathOf } from '../api/ask.ts';
import type { Correction, Person, WrongPerson as Told } from '../api/types.ts';
import { useAsked } from '../api/use-asked.ts';
import { Avatar, nameOf } from '../parts/avatar.ts';
import { Dialog } from '../parts/dialog.ts';
import { countOf, dayOf } from '../parts/format.ts';
import { Icon } from '../parts/icon.ts';
import { Shown } from '../parts/notice.ts';
import { OutsideLink } from '../parts/outside-link.ts';
import { audienceName, networkName, townOf } from '../parts/words.ts';
import { useShell } from '../shell/shell-context.ts';
import { Corrections } from './corrections.ts';
import { OutreachButtons } from './outreach-buttons.ts';
import { OutreachNotes } from './outreach-notes.ts';
import { type ToldPlace, toldPlaces } from './places-of.ts';
import { StoryLines } from './story.ts';
import { WrongPerson } from './wrong-person.ts';

/** A person in front of everything else: who they are, what happened, and where the owner stands with them. */
export function PersonSheet({ id, close }: { readonly id: string; readonly close: () => void }) {
  const { owner } = useShell();
  const asking = useAsked(`${owner} ${id}`, (signal) =>
    ask<Person>(pathOf('people', id), { query: { owner }, signal }),
  );
  return h(
    Dialog,
    { label: 'person-title', kind: 'sheet', close },
    h(
      'button',
      { type: 'button', class: 'button quiet close', onClick: close, 'aria-label': 'Close' },
      h(Icon, { name: 'close' }),
    ),
    asking.asked.state === 'ready' ? null : h('h2', { id: 'person-title', class: 'hidden' }, 'A person'),
    h(Shown<Person>, {
      asking,
      what: 'what is known of them',
      children: (person) => [
        h(Who, { person }),
        h(
          'section',
          { 'aria-labelledby': 'stand-title' },
          h('h3', { id: 'stand-title' }, 'Where you stand'),
          h(OutreachButtons, {
            person,
            state: person.outreach?.state,
            noted: (outreach) => asking.put((before) => ({ ...before, outreach })),
          }),
          h(OutreachNotes, { person, noted: (outreach) => asking.put((before) => ({ ...before, outreach })) }),
          h(Corrections, { person, corrected: (said) => asking.put((before) => withCorrection(before, said)) }),
          h(WrongPerson, { person, told: (what) => asking.put((before) => withoutLinks(before, what)) }),
        ),
        h(
          'section',
          { 'aria-labelledby': 'story-title' },
          h('h3', { id: 'story-title' }, 'Their story'),
          h(StoryLines, { person }),
        ),
        h(WhereTheyAre, { person }),
      ],
    }),
  );
}

/** As the API answers from now on. */
function withCorrection(person: Person, correction: Correction): Person {
  const { place = person.correction?.place, segments = person.segments } = correction;
  const { place: known, ...rest } = person;
  const told = place === undefined ? known : place === null ? undefined : { city: place };
  return { ...rest, correction, segments, ...(told === undefined ? {} : { place: told }) };
}

/** Kept apart from whoever they were linked with; or without place and kind, and at rest. */
function withoutLinks({ linked: _, ...person }: Person, { correction, outreach }: Told): Person {
  const rested = outreach === undefined ? person : { ...person, outreach };
  return correction === undefined ? rested : withCorrection(rested, correction);
}

function Who({ person }: { readonly person: Person }) {
  const { name, handle, network, url, bio, location, segments, reach, organisation, links = [] } = person;
  const town = townOf(person);
  const facts = [
    segments.join(', '),
    organisation ?? '',
    town === '' ? (location ?? '') : town,
    reach === undefined ? '' : `${countOf(reach)} follow them`,
  ].filter((fact) => fact !== '');
  return h(
    'div',
    { class: 'who' },
    h(Avatar, { person, isLarge: true }),
    h(
      'div',
      null,
      h('h2', { id: 'person-title', dir: 'auto' }, nameOf({ name, handle })),
      h(
        'p',
        { class: 'soft' },
        h('bdi', null, `@${handle}`),
        ' · ',
        h(OutsideLink, { url }, `Profile on ${networkName(network)}`),
      ),
    ),
    bio === undefined || bio === '' ? null : h('p', { class: 'bio', dir: 'auto' }, bio),
    facts.length === 0
      ? null
      : h(
          'ul',
          { class: 'chips' },
          facts.map((fact) => h('li', { key: fact, dir: 'auto' }, fact)),
        ),
    links.length === 0
      ? null
      : h(
          'p',
          { class: 'small links' },
          links.slice(0, 5).map((link) => h(OutsideLink, { key: link, url: link }, link)),
        ),
  );
}

const STATES: Readonly<Record<Person['audiences'][number]['state'], string>> = {
  present: 'there',
  missing: 'not seen lately',
  held: 'not seen lately',
  hidden: 'there, not listed',
  lost: 'left',
};

function WhereTheyAre({ person }: { readonly person: Person }) {
  const told = toldPlaces(person);
  const isFollowed = person.audiences.some(({ kind, state }) => kind === 'following' && state !== 'lost');
  return h(
    'section',
    { 'aria-labelledby': 'where-title' },
    h('h3', { id: 'where-title' }, 'Where they are'),
    told.length === 0 ? h('p', { class: 'soft' }, 'On none of your lists now.') : null,
    h(
      'ul',
      { class: 'plain-list' },
      told.map((audience) =>
        h(
          'li',
          { key: audience.id },
          h('span', null, audienceName(audience), audience.posts > 1 ? ` of ${audience.posts} posts` : ''),
          h('span', { class: 'soft' }, ` ${STATES[audience.state]}, ${sinceOf(audience)}`),
        ),
      ),
    ),
    isFollowed ? h('p', { class: 'soft' }, 'You follow them.') : null,
  );
}

/** When a network dates it, that; else since we looked. */
function sinceOf({ state, stateAt, since, firstSeenAt }: ToldPlace): string {
  if (state === 'lost') return dayOf(stateAt);
  return since === undefined ? `at least since ${dayOf(firstSeenAt)}` : `since ${dayOf(since)}`;
}
