import { NETWORK_NAMES } from '../core/digest-audiences.ts';
import type { LinkedPerson } from '../core/digest-model.ts';
import { LONGEST_NOTE } from '../core/outreach.ts';
import { WRITE_AGAIN_WEEKS } from '../core/reminders.ts';
import { type Html, html, join, type Page, page } from '../mailing/page.ts';
import { type About, nameOf } from './about.ts';
import type { Act } from './links.ts';

/** Weeks that a reader may choose from. */
const WEEKS = [4, 8, 12, 26, 52] as const;
/** Of "not now", unless another is chosen. */
export const SNOOZE_WEEKS = 12;

const NOTHING_YET = html`<p class="soft">Nothing has changed yet. Close this page to leave it so.</p>`;

/** What a button's link shows first: what it would do, and a button that does it. */
export function questionPage(act: Act, about: About): Page {
  const { title, text, fields, button } = QUESTIONS[act](about);
  return page(
    200,
    title,
    html`${text}
<form method="post">
${fields ?? html``}
<button type="submit">${button}</button>
</form>
${NOTHING_YET}`,
  );
}

interface Question {
  readonly title: string;
  readonly text: Html;
  readonly fields?: Html;
  readonly button: string;
}

const QUESTIONS: Readonly<Record<Act, (about: About) => Question>> = {
  invited: (about) => ({
    title: `Invited ${nameOf(about)}?`,
    text: html`<p>Note that you have written to them. They are not suggested again while you wait for an answer.</p>`,
    button: 'Yes, I have written',
  }),
  met: (about) => ({
    title: `Met ${nameOf(about)}?`,
    text: html`<p>One note and one promise, for you alone: you see them before you write to each other again.</p>`,
    fields: join([
      box('note', 'What you want to remember', about.outreach?.note ?? ''),
      box('promise', 'What you promised', about.outreach?.promise ?? ''),
      weeks('Remind me to write again after', about.outreach?.writeAgainWeeks ?? WRITE_AGAIN_WEEKS, true),
    ]),
    button: 'Yes, we met',
  }),
  'not-now': (about) => ({
    title: 'Not now?',
    text: html`<p>${nameOf(about)} rests for a while, and may come up again afterwards.</p>`,
    fields: weeks('Not before', SNOOZE_WEEKS, false),
    button: 'Not now',
  }),
  'wrong-place': (about) => ({
    title: `Where does ${nameOf(about)} live?`,
    text: html`<p>${placeLine(about)} Tell us better, and it is remembered. Leave it empty if no place is to be told.</p>`,
    fields: html`<label>Town and country
<input type="text" name="place" maxlength="200" autocomplete="off" placeholder="Leipzig, Germany"></label>`,
    button: 'Remember this',
  }),
  'wrong-person': (about) => ({
    title: 'Not the same person?',
    text: linkedText(about),
    button: 'Not the same person',
  }),
  never: (about) => ({
    title: `Never suggest ${nameOf(about)} again?`,
    text: html`<p>They will not be suggested again, under none of their profiles that we know to be theirs. They are told
nothing, and stay in your lists and in your history.</p>`,
    button: 'Never again',
  }),
};

function placeLine({ person }: About): Html {
  return person?.location === undefined
    ? html`Their profile names no place of its own.`
    : html`Their profile says “${person.location}”.`;
}

function linkedText(about: About): Html {
  const linked = about.suggestion?.linked ?? [];
  if (linked.length === 0) {
    return html`<p>Nothing links ${nameOf(about)} with anybody on another network. If what we say about them is about somebody
else, we stop saying where they live and what they are, and do not suggest them for a year.</p>`;
  }
  return html`<p>We take ${nameOf(about)} for the same person as ${names(linked)}: ${linked[0]?.proof ?? ''}. If that is wrong, they
are kept apart from now on.</p>`;
}

/** "@alice on GitHub and @alice.example on Bluesky" */
export function names(linked: readonly LinkedPerson[]): string {
  const each = linked.map(({ handle, network }) => `@${handle} on ${NETWORK_NAMES[network]}`);
  return new Intl.ListFormat('en-GB').format(each);
}

function box(name: string, label: string, value: string): Html {
  return html`<label>${label}
<textarea name="${name}" rows="3" maxlength="${String(LONGEST_NOTE)}" dir="auto">${value}</textarea></label>
`;
}

function weeks(label: string, chosen: number, mayBeNever: boolean): Html {
  const values = [...new Set([...WEEKS, ...(chosen > 0 ? [chosen] : [])])].sort((a, b) => a - b);
  const option = (value: number, text: string) =>
    html`<option value="${String(value)}"${{ markup: value === chosen ? ' selected' : '' }}>${text}</option>`;
  return html`<label>${label}
<select name="weeks">${join(values.map((value) => option(value, `${value} weeks`)))}${mayBeNever ? option(0, 'never') : html``}</select></label>
`;
}
