import { type PersonLinks, personLinks } from '../acting/links.ts';
import type { Clock } from '../core/clock.ts';
import type { DigestContent } from '../core/digest-model.ts';
import { nextSlot } from '../core/digest-period.ts';
import { composeMail } from '../digest/mime.ts';
import { DEFAULT_LOCALE, renderDigest } from '../digest/render.ts';
import type { ReadPage } from '../feeds/newest-post.ts';
import { pageLink } from '../page/page-link.ts';
import type { Config, DigestConfig, OwnerConfig } from '../runtime/config-schema.ts';
import { errorFields } from '../runtime/logger.ts';
import type { CountMetrics } from '../runtime/metrics.ts';
import { type DigestState, type Edition, findEdition, readDigestState, readFrozen } from '../storage/digests.ts';
import { readSuppressions } from '../storage/suppressions.ts';
import { type DeliverDeps, deliver } from './deliver.ts';
import { expiryOf, type Hints, isWelcomeDue, makeEdition, settle } from './edition.ts';
import { duePeriod } from './plan.ts';
import { recipientHash } from './recipient.ts';
import { type DrawPng, trendPicture } from './trend-picture.ts';
import { unsubscribeUrl } from './unsubscribe-links.ts';

export interface SendDeps extends DeliverDeps {
  readonly config: Config;
  readonly signingKey: () => Promise<string>;
  readonly publicUrl: string;
  readonly clock: Clock;
  /** Reads a page that a stranger's profile names; without, none is read. */
  readonly readPage?: ReadPage;
  /** Counts the mails; deployed stages only. */
  readonly metrics?: CountMetrics;
  /** Draws the trend; without, the mail has bars instead. */
  readonly drawPng?: DrawPng;
  readonly hints?: Hints;
}

/** What became of one recipient's mail. No address: the recipient by hash. */
export interface SendEntry {
  readonly owner: string;
  readonly digestId: string;
  readonly period: string;
  readonly kind: 'welcome' | 'weekly';
  readonly recipient: string;
  readonly outcome:
    | 'sent'
    | 'already-sent'
    | 'not-due'
    | 'waiting-for-baseline'
    | 'nothing-read'
    | 'doubtful'
    | 'suppressed'
    | 'failed';
  readonly message?: string;
  /** When the next one is due for them, calendar, epoch ms. */
  readonly nextAt?: number;
}

/** Said of what is our own fault; the logs have more. */
export const INTERNAL = 'Something went wrong inside Rekindle; it is tried again at the next tick.';

interface Recipient {
  readonly email: string;
  readonly hash: string;
  readonly timeZone: string;
  /** The period that is due for them; undefined if none is. */
  readonly period: string | undefined;
  /** When the next one is due, calendar, epoch ms. */
  readonly nextAt: number;
}

/** Sends one digest of one owner to whomever it is due for, building its edition if there is none yet. */
export async function sendOneDigest(
  deps: SendDeps,
  owner: OwnerConfig,
  digest: DigestConfig,
  isForced: boolean,
): Promise<SendEntry[]> {
  const { db } = deps;
  const now = deps.clock.now();
  let latest = await readDigestState(db, owner.id, digest.id);
  if (latest !== undefined) latest = await settle(deps, owner.id, digest.id, latest);
  const isLate = await isWelcomeDue(db, owner, digest, latest);
  const recipients = recipientsOf(owner, digest, latest, { now, isForced, isWelcomeDue: isLate });
  const hashes = recipients.map(({ hash }) => hash);
  const gone = await readSuppressions(db, owner.id, digest.id, hashes);
  const suppressed = new Map(recipients.flatMap(({ email, hash }) => entryOf(email, gone.get(hash))));

  const entries: SendEntry[] = [];
  // The older period first: an edition is never built after a newer one.
  for (const recipient of recipients.toSorted((a, b) => (a.period ?? '').localeCompare(b.period ?? ''))) {
    const { nextAt } = recipient;
    const name = { owner: owner.id, digestId: digest.id, recipient: recipient.hash, nextAt };
    const report = (period: string, kind: Edition['kind'], rest: Pick<SendEntry, 'outcome' | 'message'>) =>
      entries.push({ ...name, period, kind, ...rest });
    const kind = latest === undefined ? 'welcome' : 'weekly';
    const { period } = recipient;
    const suppression = gone.get(recipient.hash);
    if (period === undefined) report(latest?.period ?? '', latest?.kind ?? kind, { outcome: 'not-due' });
    else if (suppression !== undefined) {
      report(period, kind, { outcome: 'suppressed', message: `No more mail to them: ${suppression.reason}.` });
    } else {
      if (latest === undefined || latest.period < period) {
        const made = await makeEdition(deps, { owner, digest, period, now, isForced, suppressed }, latest);
        if (made === undefined || typeof made === 'string') {
          report(period, kind, { outcome: made === 'nothing-read' ? made : 'waiting-for-baseline' });
          continue;
        }
        latest = made;
      }
      const edition = await findEdition(db, owner.id, digest.id, period, now);
      if (edition === undefined) report(period, kind, { outcome: 'not-due' });
      else report(period, edition.kind, await sendSafely(deps, { owner, digest, recipient, edition, isForced }));
    }
  }
  return entries;
}

function recipientsOf(
  owner: OwnerConfig,
  digest: DigestConfig,
  latest: DigestState | undefined,
  options: { readonly now: number; readonly isForced: boolean; readonly isWelcomeDue: boolean },
): Recipient[] {
  const { weekday, time } = digest;
  const schedules = digest.recipients.map(({ timeZone = owner.timeZone }) => ({ weekday, time, timeZone }));
  return digest.recipients.map(({ email, timeZone = owner.timeZone }) => ({
    email,
    hash: recipientHash(owner.id, email),
    timeZone,
    period: duePeriod({ weekday, time, timeZone }, schedules, latest, options),
    nextAt: nextSlot({ weekday, time, timeZone }, options.now).at,
  }));
}

interface Sending {
  readonly owner: OwnerConfig;
  readonly digest: DigestConfig;
  readonly recipient: Recipient;
  readonly edition: Edition;
  readonly isForced: boolean;
}

/** One recipient's trouble is no other's. */
async function sendSafely(deps: SendDeps, sending: Sending): Promise<Pick<SendEntry, 'outcome' | 'message'>> {
  try {
    return await send(deps, sending);
  } catch (error) {
    const { owner, digest, edition } = sending;
    deps.logger.error('mail failed', {
      ...{ owner: owner.id, digest: digest.id, period: edition.period },
      ...errorFields(error),
    });
    return { outcome: 'failed', message: INTERNAL };
  }
}

async function send(deps: SendDeps, sending: Sending): Promise<Pick<SendEntry, 'outcome' | 'message'>> {
  const { owner, digest, recipient, edition, isForced } = sending;
  const name = { owner: owner.id, digestId: digest.id, period: edition.period, recipient: recipient.hash };
  return deliver(deps, {
    name,
    to: recipient.email,
    from: digest.from,
    compose: async (messageId) => {
      const frozen = await readFrozen(deps.db, owner.id, digest.id, edition);
      if (frozen === undefined) throw new Error(`The edition ${digest.id}:${edition.period} is no longer there.`);
      return composeFor(deps, sending, frozen.content, messageId);
    },
    isForced,
    expiresAt: expiryOf(deps.config, deps.clock.now()),
  });
}

async function composeFor(
  deps: SendDeps,
  { owner, digest, recipient }: Sending,
  content: DigestContent,
  messageId: string,
): Promise<Uint8Array> {
  const who = { owner: owner.id, digestId: digest.id, recipient: recipient.hash };
  const unsubscribe = await unsubscribeUrl(deps.publicUrl, deps.signingKey, who, deps.clock.wall());
  const { timeZone } = recipient;
  const picture = await trendPicture(deps, content, { timeZone, locale: DEFAULT_LOCALE });
  const { subject, html, text } = renderDigest(content, {
    timeZone,
    ...(picture === undefined ? {} : { chart: `cid:${picture.cid}` }),
    unsubscribeUrl: unsubscribe,
    historyUrl: await pageLink(deps.publicUrl, deps.signingKey, owner.id, deps.clock.wall()),
    links: await buttonsOf(deps, content),
  });
  return composeMail({
    from: digest.from,
    to: recipient.email,
    subject,
    html,
    text,
    messageId,
    date: new Date(deps.clock.now()),
    listUnsubscribe: { url: unsubscribe },
    ...(picture === undefined ? {} : { pictures: [picture] }),
  });
}

/** The links of everybody in a mail who has buttons. What they say is frozen; they are signed when the mail is made. */
async function buttonsOf(deps: SendDeps, content: DigestContent): Promise<ReadonlyMap<string, PersonLinks>> {
  const { owner, digestId, period, suggestions, writeAgain = [] } = content;
  const ids = [...suggestions, ...writeAgain].map(({ person }) => person.personId);
  const wall = deps.clock.wall();
  const links = await Promise.all(
    ids.map((personId) =>
      personLinks(deps.publicUrl, deps.signingKey, { owner: owner.id, digestId, period, personId }, wall),
    ),
  );
  return new Map(ids.flatMap((id, index) => entryOf(id, links[index])));
}

function entryOf<T>(key: string, value: T | undefined): [string, T][] {
  return value === undefined ? [] : [[key, value]];
}
