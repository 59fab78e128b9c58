import * as z from 'zod';
import { calendarFeed } from '../acting/calendar-feed.ts';
import { pageRoute } from './route.ts';

export const calendarFeedRoute = pageRoute(
  {
    method: 'GET',
    path: '/calendar/{file}',
    contentType: 'text/calendar; charset=utf-8',
    summary: "An owner's private calendar of what was planned, at an address that only they know.",
    scope: 'public',
    params: z.strictObject({ file: z.string().min(1).max(1_000) }),
    query: z.object({}),
    response: z.string(),
  },
  ({ deps, params }) => calendarFeed(deps, params.file),
);
