import * as z from 'zod';
import { pageRoute } from './route.ts';

/** What plans meetings is read when one is planned. */
const meeting = () => import('../acting/meet.ts');

const LONGEST_FORM = 16_000;

const token = z.string().min(1).max(1_000);
const facts = {
  path: '/meet/{token}',
  scope: 'public',
  params: z.strictObject({ token }),
  // Mail programs and scanners add parameters of their own to links; none means anything here.
  query: z.object({}),
  response: z.string(),
} as const;

export const meetPageRoute = pageRoute(
  { ...facts, method: 'GET', summary: 'The page for meeting somebody: a message, times, a calendar. Changes nothing.' },
  async ({ deps, params }) => (await meeting()).meetingPage(deps, params.token),
);

export const meetRoute = pageRoute(
  {
    ...facts,
    method: 'POST',
    summary: 'Notes a time that was proposed, and the invitation; or that it will not take place.',
    bodyType: 'application/x-www-form-urlencoded',
    longestBody: LONGEST_FORM,
    body: z.object({
      start: z.coerce.number().optional(),
      place: z.string().max(400).optional(),
      cancel: z.literal('yes').optional(),
    }),
  },
  async ({ deps, params, body: { start, place, cancel } }) =>
    (await meeting()).chooseTime(deps, params.token, { start, place, isCancelled: cancel === 'yes' }),
);

export const meetFileRoute = pageRoute(
  {
    ...facts,
    method: 'GET',
    path: '/meet/{token}/{file}',
    contentType: 'text/calendar; charset=utf-8',
    summary: 'One proposed time as a calendar file.',
    params: z.strictObject({ token, file: z.string().regex(/^\d{1,16}\.ics$/) }),
  },
  async ({ deps, params }) => (await meeting()).meetingFile(deps, params.token, Number.parseInt(params.file, 10)),
);
