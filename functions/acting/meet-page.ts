import { safeUrl } from '../digest/html.ts';
import { type Html, html, join, type Page, page } from '../mailing/page.ts';
import { googleLink } from '../meeting/google-link.ts';
import { appointmentOf } from '../meeting/plan-appointment.ts';
import type { Plan } from '../storage/plans.ts';
import { type About, nameOf } from './about.ts';
import { type Meeting, planAt } from './meeting-plan.ts';
import { messageOf, timeWords } from './message.ts';
import { writeLinks } from './write-link.ts';

/** Copies a message; whoever runs no scripts selects it by hand. */
const COPY_SCRIPT = `for(const b of document.querySelectorAll('[data-copy]')){b.hidden=false;b.addEventListener('click',async()=>{const t=document.getElementById(b.dataset.copy);t.select();try{await navigator.clipboard.writeText(t.value)}catch{document.execCommand('copy')}b.textContent='Copied'})}`;

/** Everything a page for meeting shows. */
export interface MeetView {
  readonly about: About;
  readonly meeting: Meeting;
  /** What is planned already. */
  readonly plan: Plan | undefined;
  /** The page's own token, for the addresses of its calendar entries. */
  readonly token: string;
  /** Calendar, epoch ms. */
  readonly now: number;
}

/** A message to start from, times, and a calendar. Nothing of it is sent to anybody. */
export function meetPage(view: MeetView): Page {
  const { about, meeting } = view;
  const name = nameOf(about);
  const title = meeting.way === 'coffee' ? `A coffee with ${name}` : `A video chat with ${name}`;
  return page(
    200,
    title,
    html`${knownOf(about)}
${view.plan === undefined || view.plan.isCancelled === true ? html`` : plannedOf(view, view.plan)}
<h2>What you could write</h2>
${openingsOf(view)}
${linksOf(about)}
<h2>When</h2>
${timesOf(view)}
<p class="soft">Nothing is sent to ${name}: you write, if you like.</p>`,
    COPY_SCRIPT,
  );
}

function knownOf({ suggestion, outreach, owner }: About): Html {
  const { shared = [], newestPost, ask, linked = [] } = suggestion ?? {};
  const note = outreach?.note ?? suggestion?.words?.note;
  const promise = outreach?.promise ?? suggestion?.words?.promise;
  const post = safeUrl(newestPost?.url);
  return join([
    promise === undefined ? html`` : html`<p><strong>You promised:</strong> <span dir="auto">${promise}</span></p>`,
    note === undefined ? html`` : html`<p><strong>You noted:</strong> <span dir="auto">${note}</span></p>`,
    shared.length === 0
      ? html``
      : html`<p><strong>You share:</strong> ${new Intl.ListFormat('en-GB').format(shared)}.</p>`,
    newestPost === undefined || post === undefined
      ? html``
      : html`<p><strong>Their newest post:</strong> <a href="${post}" dir="auto">${newestPost.title}</a>${newestPost.at === undefined ? '' : `, ${dayOf(newestPost.at, owner.timeZone)}`}</p>`,
    ask === undefined
      ? html``
      : html`<p><strong>They ask:</strong></p><blockquote dir="auto">${ask.line}</blockquote>${ask.offer === undefined ? html`` : html`<p>You offer: ${ask.offer}.</p>`}`,
    ...linked.map(({ handle, proof, url }) => {
      const address = safeUrl(url);
      const who = address === undefined ? html`@${handle}` : html`<a href="${address}">@${handle}</a>`;
      return html`<p><strong>Also:</strong> ${who} (${proof})</p>`;
    }),
  ]);
}

function dayOf(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'long', year: 'numeric' }).format(at);
}

function openingsOf({ about, meeting }: MeetView): Html {
  const { suggestion } = about;
  const [first = '', ...others] = suggestion?.openings ?? [suggestion?.starter ?? ''];
  const { way, times, ownersZone, theirZone } = meeting;
  const room = way === 'video' ? meeting.room : undefined;
  const language = suggestion?.language ?? 'en';
  const message = messageOf({ opening: first, language, way, times, ownersZone, theirZone, room });
  return join([
    field('message', message, 12, 'Your message, to be edited'),
    ...(others.length === 0 ? [] : [html`<h2>Other ways to begin</h2>`]),
    ...others.map((opening, index) => field(`opening-${index + 1}`, opening, 3, `Another way to begin, ${index + 1}`)),
  ]);
}

function field(id: string, text: string, rows: number, label: string): Html {
  return html`<p><textarea id="${id}" rows="${String(rows)}" dir="auto" aria-label="${label}">${text}</textarea></p>
<p><button type="button" class="second" data-copy="${id}" hidden>Copy</button></p>
`;
}

function linksOf({ person, owner }: About): Html {
  if (person === undefined) return html``;
  const items = writeLinks(person, owner.accounts).flatMap(({ label, url }) => {
    const address = safeUrl(url);
    return address === undefined ? [] : [html`<li><a href="${address}">${label}</a></li>`];
  });
  return items.length === 0 ? html`` : html`<ul>${join(items)}</ul>`;
}

function timesOf(view: MeetView): Html {
  const { about, meeting, token, now } = view;
  const { way, times, ownersZone, theirZone } = meeting;
  const words = (start: number) =>
    timeWords(start, { locale: 'en-GB', zone: ownersZone, otherZone: theirZone ?? ownersZone });
  const entries = times.map(({ start }, index) => {
    const plan = planAt(about, meeting, { start }, now);
    const google = plan === undefined ? '' : googleLink(appointmentOf(about.owner.id, { ...plan, sequence: 0 }));
    return html`<label class="line"><input type="radio" name="start" value="${String(start)}"${{ markup: index === 0 ? ' checked' : '' }}> <span>${words(start)}<br>
<a href="/meet/${token}/${String(start)}.ics">Calendar file</a> · <a href="${google}">Google Calendar</a></span></label>
`;
  });
  return html`<form method="post">
${join(entries)}
${
  way === 'coffee'
    ? html`<label>Where (you may leave it open)
<input type="text" name="place" maxlength="200" autocomplete="off"></label>`
    : html`<p class="soft">Room: <a href="${meeting.room}">${meeting.room}</a></p>`
}
<button type="submit">I have proposed this time</button>
</form>
<p class="soft">The button notes the time in your calendar feed, and that you have invited ${nameOf(about)}.</p>`;
}

function plannedOf({ meeting, token }: MeetView, plan: Plan): Html {
  const { ownersZone, theirZone } = meeting;
  const words = timeWords(plan.start, { locale: 'en-GB', zone: ownersZone, otherZone: theirZone ?? ownersZone });
  return html`<p><strong>Planned:</strong> ${words}${plan.location === undefined ? '' : `, ${plan.location}`}.
<a href="/meet/${token}/${String(plan.start)}.ics">Calendar file</a></p>
<form method="post"><input type="hidden" name="cancel" value="yes"><button type="submit" class="second">It will not take place</button></form>`;
}
