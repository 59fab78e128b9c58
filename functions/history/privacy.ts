import * as z from 'zod';
import { html, page } from '../mailing/page.ts';
import { removalContact } from '../mailing/removal-contact.ts';
import { durationMs } from '../runtime/config-fields.ts';
import { countRemovalRequests, putRemovalRequest } from '../storage/removal-requests.ts';
import { Problem } from './problem.ts';
import { type HistoryApiDeps, pageRoute } from './route.ts';

/** Requests that wait to be mailed, at most: a form that anybody may send must not fill the table. */
const MOST_WAITING = 100;
const DAY = 86_400_000;

const facts = {
  path: '/privacy',
  scope: 'public',
  params: z.strictObject({}),
  // Links get parameters added by those who pass them on; none means anything here.
  query: z.object({}),
  response: z.string(),
} as const;

export const privacyPageRoute = pageRoute(
  { ...facts, method: 'GET', summary: 'What is kept of people, why, how long, and how to have it removed.' },
  async ({ deps }) => privacyPage(deps),
);

const requestBody = z.object({
  profile: z.string().trim().min(1, 'say which profile it is about').max(300),
  email: z.union([z.literal(''), z.email('expected an e-mail address').max(254)]).optional(),
  message: z.string().trim().max(2_000).optional(),
});

export const requestRemovalRoute = pageRoute(
  {
    ...facts,
    method: 'POST',
    summary: 'Asks to be removed; whoever is responsible gets it by mail.',
    body: requestBody,
    bodyType: 'application/x-www-form-urlencoded',
  },
  async ({ deps, body }) => {
    if (removalContact(deps.config) === undefined) {
      return page(404, 'No form here', html`<p>There is nobody whom this form could be mailed to.</p>`);
    }
    if ((await countRemovalRequests(deps.db, MOST_WAITING)) >= MOST_WAITING) {
      throw new Problem(429, 'Too many requests wait to be mailed. Try again in an hour.', {
        headers: { 'retry-after': '3600' },
      });
    }
    const { profile, email, message } = body;
    await putRemovalRequest(deps.db, {
      ...{ profile, at: deps.clock.now() },
      ...(email === undefined || email === '' ? {} : { email }),
      ...(message === undefined || message === '' ? {} : { message }),
    });
    return page(
      200,
      'Your request is on its way',
      html`<p>It is mailed to whoever runs this Rekindle within the hour.</p>
<p class="soft">Once they erase you, you are gone from every list here within seven days, and do not come back.</p>`,
    );
  },
);

function privacyPage({ config }: HistoryApiDeps) {
  const days = (duration: string): string => String(Math.round(durationMs(duration) / DAY));
  const contact = config.privacy?.contact;
  const { lost, history } = config.retention;
  return page(
    200,
    'What is kept here, and why',
    html`<p>This Rekindle reads who follows, likes or stars the accounts of those who run it, as the networks show it to
them, so that they notice who left and can stay in touch with people. It follows nobody and writes to nobody.</p>
<p><strong>What is kept:</strong> of each such person the network's id, handle, name, biography, place, links and picture as
they made them public; when they came and left; and what the owner noted about meeting them.</p>
<p><strong>How long:</strong> while they are on such a list; ${days(lost)} days after they left; other history ${days(history)} days.
Backups end after 35 days.</p>
<p><strong>Who sees it:</strong> whoever runs it, nobody else. Nothing is sold or passed on.</p>
${contact === undefined ? html`` : html`<p><strong>Contact:</strong> <a href="mailto:${contact}">${contact}</a></p>`}
${
  removalContact(config) === undefined
    ? html``
    : html`<h2>Ask to be removed</h2>
<form method="post" action="/privacy">
<p><label>Your profile<br><input name="profile" required maxlength="300" placeholder="@you@network.example"></label></p>
<p><label>Your e-mail, if you want an answer<br><input name="email" type="email" maxlength="254"></label></p>
<p><label>Anything else<br><textarea name="message" maxlength="2000" rows="4"></textarea></label></p>
<button>Ask to be removed</button>
</form>`
}`,
  );
}
