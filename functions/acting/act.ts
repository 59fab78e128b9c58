import type { OutreachAction } from '../core/outreach.ts';
import { LONGEST_NOTE } from '../core/outreach.ts';
import { html, type Page, page } from '../mailing/page.ts';
import { personPlaces } from '../people/person-place.ts';
import { putCorrection } from '../storage/corrections.ts';
import { changeOutreach } from '../storage/outreach.ts';
import { type About, type ActingDeps, aboutOf, nameOf } from './about.ts';
import { names, questionPage, SNOOZE_WEEKS } from './act-page.ts';
import { type Act, readAct } from './links.ts';
import { refusal } from './refusal.ts';
import { restFor } from './rest.ts';
import { tellWrongPerson } from './wrong-person.ts';

/** What the page's form may hold; absent where a page has no such field. */
export interface Answers {
  readonly note?: string | undefined;
  readonly promise?: string | undefined;
  /** Whole weeks. */
  readonly weeks?: number | undefined;
  readonly place?: string | undefined;
}

/** What a browser sees that opens a button's link. Looking changes nothing. For GET and HEAD. */
export async function actPage(deps: ActingDeps, token: string): Promise<Page> {
  const subject = await readAct(deps.signingKey, token, deps.clock.wall());
  if (typeof subject === 'string') return refusal(subject);
  const about = await aboutOf(deps, subject);
  if (about === undefined) return refusal('nobody');
  return isDone(subject.act, about) ? donePage(subject.act, about) : questionPage(subject.act, about);
}

/** Acts, once: the same button again changes nothing. The signed link says who and what, the form only how. */
export async function act(deps: ActingDeps, token: string, answers: Answers): Promise<Page> {
  const subject = await readAct(deps.signingKey, token, deps.clock.wall());
  if (typeof subject === 'string') return refusal(subject);
  const about = await aboutOf(deps, subject);
  if (about === undefined) return refusal('nobody');
  await ACTIONS[subject.act](deps, about, answers);
  return donePage(subject.act, about, answers);
}

const isDone = (what: Act, { outreach }: About): boolean =>
  (what === 'invited' || what === 'never') && outreach?.state === what;

const ACTIONS: Readonly<Record<Act, (deps: ActingDeps, about: About, answers: Answers) => Promise<void>>> = {
  invited: (deps, about) => change(deps, about, [{ action: 'invite' }]),
  met: (deps, about, { note, promise, weeks }) =>
    change(deps, about, [
      { action: 'meet' },
      {
        action: 'keep',
        ...(note === undefined ? {} : { note: wordsOf(note) }),
        ...(promise === undefined ? {} : { promise: wordsOf(promise) }),
        ...(weeks === undefined ? {} : { writeAgainWeeks: weeks }),
      },
    ]),
  'not-now': (deps, about, { weeks = SNOOZE_WEEKS }) =>
    change(deps, about, [restFor(Math.max(1, weeks), about.outreach, deps.clock.now())]),
  'wrong-place': async (deps, { owner, personId }, { place = '' }) => {
    const said = place.trim().slice(0, 200);
    await putCorrection(deps.db, owner.id, personId, { place: said === '' ? null : said }, deps.clock.now());
  },
  'wrong-person': ({ db, clock }, { owner, personId, suggestion }) =>
    tellWrongPerson(db, { owner: owner.id, personId, linked: suggestion?.linked ?? [] }, clock.now()),
  never: (deps, about) => change(deps, about, [{ action: 'never' }]),
};

async function change({ db, clock }: ActingDeps, { owner, personId }: About, actions: OutreachAction[]): Promise<void> {
  await changeOutreach(db, owner.id, personId, actions, clock.now());
}

/** An emptied field takes the words back. */
function wordsOf(text: string): string | null {
  const words = text.replace(/\r\n?/g, '\n').trim().slice(0, LONGEST_NOTE);
  return words === '' ? null : words;
}

function donePage(what: Act, about: About, answers: Answers = {}): Page {
  const name = nameOf(about);
  switch (what) {
    case 'invited':
      return page(
        200,
        'Noted: invited',
        html`<p>You have written to <strong dir="auto">${name}</strong>. While you wait for an answer they are not suggested again.</p>
<p class="soft">Once you have met, the mail’s “met” keeps a note and a promise.</p>`,
      );
    case 'met':
      return page(
        200,
        'Noted: met',
        html`<p>You have met <strong dir="auto">${name}</strong>. How nice!</p>
<p class="soft">${answers.weeks === 0 ? 'You are not reminded to write again.' : 'You are reminded to write again when you have not been in touch for a while.'}</p>`,
      );
    case 'not-now':
      return page(
        200,
        'Noted: not now',
        html`<p><strong dir="auto">${name}</strong> rests for ${String(Math.max(1, answers.weeks ?? SNOOZE_WEEKS))} weeks.</p>`,
      );
    case 'wrong-place':
      return placeDone(name, answers.place?.trim().slice(0, 200) ?? '');
    case 'wrong-person':
      return unlinkedDone(about, name);
    case 'never':
      return page(
        200,
        'Noted: never again',
        html`<p><strong dir="auto">${name}</strong> will not be suggested again, under none of their profiles.</p>
<p class="soft">If that was a mistake, press another button of the mail.</p>`,
      );
  }
}

function placeDone(name: string, place: string): Page {
  if (place === '') {
    return page(200, 'Noted: no place', html`<p>No place is told of <strong dir="auto">${name}</strong> any more.</p>`);
  }
  const isKnown = personPlaces().named(place) !== undefined;
  return page(
    200,
    'Noted: their place',
    html`<p><strong dir="auto">${name}</strong>: <span dir="auto">${place}</span>.</p>
<p class="soft">${isKnown ? 'The next digest goes by it.' : 'We know no town by these words, so it is kept as you wrote it, and nobody is near it. A larger town nearby helps.'}</p>`,
  );
}

function unlinkedDone({ suggestion }: About, name: string): Page {
  const linked = suggestion?.linked ?? [];
  return page(
    200,
    'Noted: not the same person',
    linked.length > 0
      ? html`<p><strong dir="auto">${name}</strong> and <span dir="auto">${names(linked)}</span> are kept apart from now on.</p>`
      : html`<p>We say no more where <strong dir="auto">${name}</strong> lives or what they are, and leave them alone for a year.</p>`,
  );
}
