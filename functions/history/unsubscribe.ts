import * as z from 'zod';
import { unsubscribe, unsubscribePage } from '../mailing/unsubscribe.ts';
import { pageRoute } from './route.ts';

const facts = {
  path: '/unsubscribe/{token}',
  scope: 'public',
  params: z.strictObject({ token: z.string().min(1).max(1_000) }),
  // Mail programs and scanners add parameters of their own to links; none means anything here.
  query: z.object({}),
  response: z.string(),
} as const;

export const unsubscribePageRoute = pageRoute(
  { ...facts, method: 'GET', summary: 'The page behind the link of a mail: shows a button, changes nothing.' },
  ({ deps, params }) => unsubscribePage(deps, params.token),
);

export const unsubscribeRoute = pageRoute(
  { ...facts, method: 'POST', summary: "Unsubscribes: the page's button and one-click (RFC 8058)." },
  ({ deps, params }) => unsubscribe(deps, params.token),
);
