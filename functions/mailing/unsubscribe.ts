import type { Clock } from '../core/clock.ts';
import { hasName } from '../core/owner-name.ts';
import { placedHints } from '../core/placed-hints.ts';
import type { Config } from '../runtime/config-schema.ts';
import type { Db } from '../storage/db.ts';
import { readSuppressions, suppress } from '../storage/suppressions.ts';
import { type Html, html, type Page, page } from './page.ts';
import { readUnsubscription, type Unsubscription } from './unsubscribe-links.ts';

export interface UnsubscribeDeps {
  readonly db: Db;
  /** Says whose digest it is; an owner who is gone from it is simply not named. */
  readonly config: Pick<Config, 'owners'>;
  readonly signingKey: () => Promise<string>;
  readonly clock: Clock;
  readonly page?: {
    /** Options that lead a command to this folder. */
    readonly commandPlace?: string;
  };
}

/**
 * What a browser sees that opens the link: a plain form with a button. Looking changes nothing, so that a scanner or
 * a preview that follows every link of a mail unsubscribes nobody. For GET and HEAD.
 */
export async function unsubscribePage(deps: UnsubscribeDeps, token: string): Promise<Page> {
  const who = await readUnsubscription(deps.signingKey, token, deps.clock.wall());
  if (typeof who === 'string') return refusal(who);
  const known = await readSuppressions(deps.db, who.owner, who.digestId, [who.recipient]);
  if (known.has(who.recipient)) return done(deps, who);
  return page(
    200,
    'No more of these mails?',
    html`<p>${about(deps, who)} comes once a week. One press, and it stops for you.</p>
<form method="post">
<input type="hidden" name="List-Unsubscribe" value="One-Click">
<button type="submit">Unsubscribe</button>
</form>
<p class="soft">Nothing has changed yet. Close this page to keep getting it.</p>`,
  );
}

/**
 * Acts: for the page's button and for a mail program's one-click POST (RFC 8058) alike. Needs no cookie, leads nowhere
 * else, may be repeated. Whatever the body says, the signed link says who and from what.
 */
export async function unsubscribe(deps: UnsubscribeDeps, token: string): Promise<Page> {
  const who = await readUnsubscription(deps.signingKey, token, deps.clock.wall());
  if (typeof who === 'string') return refusal(who);
  await suppress(deps.db, who, { reason: 'unsubscribed', at: deps.clock.now() });
  return done(deps, who);
}

function done(deps: UnsubscribeDeps, who: Unsubscription): Page {
  const command = placedHints('npm run rekindle -- resubscribe YOUR-ADDRESS', deps.page?.commandPlace ?? '');
  return page(
    200,
    'You are unsubscribed',
    html`<p>${about(deps, who)} will not come to you again.</p>
<p class="soft">If that was a mistake, ask whoever set it up for you to send it to you again. They can, with
<code>${command}</code></p>`,
  );
}

function about(deps: UnsubscribeDeps, who: Unsubscription): Html {
  const owner = deps.config.owners.find(({ id }) => id === who.owner);
  if (owner === undefined || !hasName(owner)) return html`This digest`;
  return html`The digest about <strong>${owner.name}</strong>’s followers`;
}

function refusal(reason: 'forged' | 'expired' | 'other-purpose'): Page {
  if (reason === 'expired') {
    return page(
      410,
      'This link has run out',
      html`<p>Links in our mails work for a little over a year, and this one is older.</p>
<p class="soft">Use the link of a newer mail. If there is none, you get no more of them anyway.</p>`,
    );
  }
  return page(
    400,
    'This link does not work',
    html`<p>It is not one of ours, or a part of it was lost on the way here.</p>
<p class="soft">Open it from the mail itself, or copy the whole of it.</p>`,
  );
}
