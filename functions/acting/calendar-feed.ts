import { randomBytes } from 'node:crypto';
import { hasName } from '../core/owner-name.ts';
import type { Page } from '../mailing/page.ts';
import { calendarOf } from '../meeting/calendar.ts';
import { appointmentOf } from '../meeting/plan-appointment.ts';
import { readLink, signLink } from '../runtime/links.ts';
import { readFeedSerial, writeFeedSerial } from '../storage/calendar-feeds.ts';
import type { Db } from '../storage/db.ts';
import { listPlans } from '../storage/plans.ts';
import type { ActingDeps } from './about.ts';
import { refusal } from './refusal.ts';

/** A feed's address does not end by itself: it is replaced. Wall clock, epoch ms. */
const NO_END = Date.UTC(2199, 0, 1);

/**
 * The path of an owner's feed, `/calendar/SECRET.ics`; makes it at first use. Whoever has the address can read it, so
 * a renewed one kills the one before.
 * @param now calendar, epoch ms
 */
export async function calendarPath(
  { db, signingKey }: { readonly db: Db; readonly signingKey: () => Promise<string> },
  owner: string,
  options: { readonly now: number; readonly isRenewed: boolean },
): Promise<string> {
  let serial = options.isRenewed ? undefined : await readFeedSerial(db, owner);
  if (serial === undefined) {
    serial = randomBytes(12).toString('base64url');
    await writeFeedSerial(db, owner, serial, options.now);
  }
  const token = await signLink(signingKey, { owner, purpose: 'calendar', subject: serial, expiresAt: NO_END });
  return `/calendar/${token}.ics`;
}

/** Everything that the owner has planned, for calendars that subscribe to it. */
export async function calendarFeed(deps: ActingDeps, file: string): Promise<Page> {
  const token = file.endsWith('.ics') ? file.slice(0, -'.ics'.length) : '';
  const link = await readLink(deps.signingKey, token, { purpose: 'calendar', wall: deps.clock.wall() });
  if (!link.ok) return refusal(link.reason);
  const owner = deps.config.owners.find(({ id }) => id === link.claims.owner);
  const serial = await readFeedSerial(deps.db, link.claims.owner);
  if (owner === undefined || serial === undefined || serial !== link.claims.subject) return refusal('expired');
  const plans = await listPlans(deps.db, owner.id, deps.clock.now());
  return {
    status: 200,
    headers: { 'content-type': 'text/calendar; charset=utf-8', 'x-robots-tag': 'noindex' },
    body: calendarOf(
      plans.map((plan) => appointmentOf(owner.id, plan)),
      { name: hasName(owner) ? `Rekindle: whom ${owner.name} wants to meet` : 'Rekindle: people to meet' },
    ),
  };
}
