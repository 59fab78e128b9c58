import * as z from 'zod';
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
  async ({ deps, params }) => {
    // Makes calendars, which programs ask for a few times a day.
    const { calendarFeed } = await import('../acting/calendar-feed.ts');
    return calendarFeed(deps, params.file);
  },
);
