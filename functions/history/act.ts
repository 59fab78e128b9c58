import * as z from 'zod';
import { LONGEST_NOTE } from '../core/outreach.ts';
import { MOST_WRITE_AGAIN_WEEKS } from '../core/reminders.ts';
import { pageRoute } from './route.ts';

/** What buttons do is read when one is pressed. */
const acting = () => import('../acting/act.ts');

/** Two notes in a script of three bytes a letter, percent-encoded. */
const LONGEST_FORM = 64_000;

const facts = {
  path: '/act/{token}',
  scope: 'public',
  params: z.strictObject({ token: z.string().min(1).max(1_000) }),
  // Mail programs and scanners add parameters of their own to links; none means anything here.
  query: z.object({}),
  response: z.string(),
} as const;

/** A browser counts a line break as one character and sends two. */
const words = z.string().max(2 * LONGEST_NOTE);

export const actPageRoute = pageRoute(
  { ...facts, method: 'GET', summary: 'The page behind a button of a mail: shows what it would do, changes nothing.' },
  async ({ deps, params }) => (await acting()).actPage(deps, params.token),
);

export const actRoute = pageRoute(
  {
    ...facts,
    method: 'POST',
    summary: 'Invited, met, not now, wrong place, wrong person, never again: notes it, once.',
    bodyType: 'application/x-www-form-urlencoded',
    longestBody: LONGEST_FORM,
    body: z.object({
      note: words.optional(),
      promise: words.optional(),
      weeks: z.coerce.number().int().min(0).max(MOST_WRITE_AGAIN_WEEKS).optional(),
      place: z.string().max(400).optional(),
    }),
  },
  async ({ deps, params, body }) => (await acting()).act(deps, params.token, body),
);
