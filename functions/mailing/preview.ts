import { Buffer } from 'node:buffer';
import type { Clock } from '../core/clock.ts';
import type { DigestContent } from '../core/digest-model.ts';
import { nextSlot } from '../core/digest-period.ts';
import type { PersonButtons } from '../digest/buttons.ts';
import { composeMail } from '../digest/mime.ts';
import { DEFAULT_LOCALE, renderDigest } from '../digest/render.ts';
import type { DigestConfig, OwnerConfig } from '../runtime/config-schema.ts';
import type { Logger } from '../runtime/logger.ts';
import type { Db } from '../storage/db.ts';
import { readDigestState, readFrozen } from '../storage/digests.ts';
import { readSuppressions } from '../storage/suppressions.ts';
import { buildEdition, type Hints } from './edition.ts';
import { readAccounts } from './gather.ts';
import { recipientHash } from './recipient.ts';
import { type DrawPng, trendPicture } from './trend-picture.ts';

/** A digest to look at; sent to nobody, kept nowhere. */
export interface Preview {
  readonly owner: string;
  readonly digestId: string;
  readonly kind: DigestContent['kind'];
  readonly period: string;
  readonly subject: string;
  /** For a browser: the picture is in it. */
  readonly html: string;
  readonly text: string;
  /** The whole mail as its first recipient would get it, base64. */
  readonly eml: string;
}

/** There is nothing that could be shown; the message says why. */
export class NoPreviewError extends Error {
  override readonly name = 'NoPreviewError';
}

/** By RFC 6761 this leads nowhere: a preview's buttons must not act. */
const NOWHERE = 'https://preview.invalid';

interface PreviewDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'warn'>;
  readonly drawPng?: DrawPng;
  readonly hints?: Hints;
}

/**
 * Renders the next digest from the data as it is now, or the last one as it was frozen. Nothing is sent, frozen or
 * noted as suggested, nobody's site is read, and the links lead nowhere.
 * @throws NoPreviewError if no edition was frozen yet
 */
export async function previewDigest(
  deps: PreviewDeps,
  owner: OwnerConfig,
  digest: DigestConfig,
  which: 'next' | 'last',
): Promise<Preview> {
  const content = which === 'last' ? await lastOne(deps.db, owner, digest) : await nextOne(deps, owner, digest);
  const [recipient] = digest.recipients;
  const timeZone = recipient?.timeZone ?? owner.timeZone;
  const picture = await trendPicture(deps, content, { timeZone, locale: DEFAULT_LOCALE });
  const unsubscribeUrl = `${NOWHERE}/unsubscribe`;
  const options = { timeZone, unsubscribeUrl, links: buttonsToNowhere(content) };
  const draw = (chart: string | undefined) =>
    renderDigest(content, chart === undefined ? options : { ...options, chart });
  const mail = draw(picture === undefined ? undefined : `cid:${picture.cid}`);
  const eml = await composeMail({
    ...mail,
    from: digest.from,
    to: recipient?.email ?? digest.from,
    messageId: `<${content.period}@preview.invalid>`,
    date: new Date(deps.clock.now()),
    listUnsubscribe: { url: unsubscribeUrl },
    ...(picture === undefined ? {} : { pictures: [picture] }),
  });
  const { kind, period } = content;
  const { subject, text } = mail;
  const inside = picture && `data:image/png;base64,${Buffer.from(picture.png).toString('base64')}`;
  // Drawn with the short address, so that it shows as much of everybody as the mail does.
  const html =
    inside === undefined || picture === undefined ? mail.html : mail.html.replace(`cid:${picture.cid}`, inside);
  return { owner: owner.id, digestId: digest.id, kind, period, subject, html, text, eml: eml.toString('base64') };
}

async function lastOne(db: Db, owner: OwnerConfig, digest: DigestConfig): Promise<DigestContent> {
  const latest = await readDigestState(db, owner.id, digest.id);
  const frozen = latest === undefined ? undefined : await readFrozen(db, owner.id, digest.id, latest);
  if (frozen === undefined)
    throw new NoPreviewError(`The digest "${digest.id}" of ${owner.id} has had no edition yet.`);
  return frozen.content;
}

async function nextOne(
  { db, clock, hints }: PreviewDeps,
  owner: OwnerConfig,
  digest: DigestConfig,
): Promise<DigestContent> {
  const now = clock.now();
  const { weekday, time } = digest;
  const { period } = nextSlot({ weekday, time, timeZone: owner.timeZone }, now);
  const latest = await readDigestState(db, owner.id, digest.id);
  const hashes = new Map(digest.recipients.map(({ email }) => [recipientHash(owner.id, email), email]));
  const gone = await readSuppressions(db, owner.id, digest.id, [...hashes.keys()]);
  const suppressed = new Map(
    [...gone].flatMap(([hash, suppression]) => {
      const email = hashes.get(hash);
      return email === undefined ? [] : [[email, suppression] as const];
    }),
  );
  const everything = await readAccounts(db, owner.id);
  const deps = { db, ...(hints === undefined ? {} : { hints }) };
  return (await buildEdition(deps, { owner, digest, period, now, suppressed }, latest, everything)).content;
}

function buttonsToNowhere({ suggestions, writeAgain = [] }: DigestContent): ReadonlyMap<string, PersonButtons> {
  const acts = {
    invited: `${NOWHERE}/invited`,
    met: `${NOWHERE}/met`,
    'not-now': `${NOWHERE}/not-now`,
    'wrong-place': `${NOWHERE}/wrong-place`,
    'wrong-person': `${NOWHERE}/wrong-person`,
    never: `${NOWHERE}/never`,
  };
  const people = [...suggestions, ...writeAgain].map(({ person }) => person.personId);
  return new Map(people.map((personId) => [personId, { meet: `${NOWHERE}/meet`, acts }]));
}
