import * as z from 'zod';
import { noParams } from './parameters.ts';
import { jsonRoute } from './route.ts';

export const healthRoute = jsonRoute(
  {
    method: 'GET',
    path: '/v1/health',
    summary: 'Says that the API answers, and nothing else.',
    scope: 'public',
    params: noParams,
    query: z.strictObject({}),
    response: z.strictObject({ ok: z.literal(true) }),
  },
  async () => ({ ok: true }) as const,
);
