import * as z from 'zod';
import { openApiOf } from './openapi.ts';
import { noParams } from './parameters.ts';
import { jsonRoute, type Route } from './route.ts';

/** Describes every path, itself included. Public: it tells nothing of anybody. @param routes asked when it is answered */
export function openApiRoute(routes: () => readonly Route[]): Route {
  return jsonRoute(
    {
      method: 'GET',
      path: '/v1/openapi.json',
      summary: 'Describes this API.',
      scope: 'public',
      params: noParams,
      query: z.strictObject({}),
      response: z.record(z.string(), z.unknown()),
    },
    async ({ origin }) => ({ ...openApiOf(routes(), origin) }),
  );
}
