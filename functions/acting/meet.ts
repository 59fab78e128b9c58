import { html, type Page, page } from '../mailing/page.ts';
import { calendarOf } from '../meeting/calendar.ts';
import { appointmentOf } from '../meeting/plan-appointment.ts';
import { changeOutreach } from '../storage/outreach.ts';
import { putPlan, readPlan } from '../storage/plans.ts';
import { type About, type ActingDeps, aboutOf } from './about.ts';
import { readMeet } from './links.ts';
import { meetPage } from './meet-page.ts';
import { meetingOf, planAt } from './meeting-plan.ts';
import { refusal } from './refusal.ts';

/** What the page's form may say. */
export interface Choice {
  readonly start?: number | undefined;
  readonly place?: string | undefined;
  readonly isCancelled: boolean;
}

/** The page with a message, times and a calendar. Looking changes nothing. For GET and HEAD. */
export async function meetingPage(deps: ActingDeps, token: string): Promise<Page> {
  const about = await readAbout(deps, token);
  return 'status' in about ? about : shown(deps, about, token);
}

/** Notes the time that the owner has proposed, and that they were invited. The same time again changes nothing. */
export async function chooseTime(deps: ActingDeps, token: string, choice: Choice): Promise<Page> {
  const about = await readAbout(deps, token);
  if ('status' in about) return about;
  const { owner, personId, edition } = about;
  const now = deps.clock.now();
  if (choice.isCancelled) {
    const before = await readPlan(deps.db, owner.id, personId, edition);
    if (before !== undefined) await putPlan(deps.db, owner.id, { ...before, isCancelled: true, stampedAt: now });
    return shown(deps, about, token);
  }
  const { start = Number.NaN, place } = choice;
  const plan = planAt(about, await meetingOf(deps, about), { start, place }, now);
  if (plan === undefined) {
    return page(
      400,
      'Which time?',
      html`<p>That is no time that can be planned. Go back, and choose one of those that are offered.</p>`,
    );
  }
  await putPlan(deps.db, owner.id, plan);
  const outreach = about.outreach?.state === 'met' ? 'contact' : 'invite';
  await changeOutreach(deps.db, owner.id, personId, { action: outreach }, now);
  return shown(deps, about, token);
}

/** One time as a calendar file; what is planned of it, if it is. */
export async function meetingFile(deps: ActingDeps, token: string, start: number): Promise<Page> {
  const about = await readAbout(deps, token);
  if ('status' in about) return about;
  const { owner, personId, edition } = about;
  const now = deps.clock.now();
  const known = await readPlan(deps.db, owner.id, personId, edition);
  const plan = known?.start === start ? known : planAt(about, await meetingOf(deps, about), { start }, now);
  if (plan === undefined) return refusal('forged');
  const appointment = appointmentOf(owner.id, { ...plan, sequence: known?.sequence ?? 0 });
  return {
    status: 200,
    headers: {
      'content-type': 'text/calendar; charset=utf-8',
      'content-disposition': 'attachment; filename="meeting.ics"',
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex',
    },
    body: calendarOf([appointment], { name: 'Rekindle' }),
  };
}

async function readAbout(deps: ActingDeps, token: string): Promise<About | Page> {
  const subject = await readMeet(deps.signingKey, token, deps.clock.wall());
  if (typeof subject === 'string') return refusal(subject);
  return (await aboutOf(deps, subject)) ?? refusal('nobody');
}

async function shown(deps: ActingDeps, about: About, token: string): Promise<Page> {
  const [meeting, plan] = await Promise.all([
    meetingOf(deps, about),
    readPlan(deps.db, about.owner.id, about.personId, about.edition),
  ]);
  return meetPage({ about, meeting, plan, token, now: deps.clock.now() });
}
