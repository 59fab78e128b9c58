import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { noParams } from './parameters.ts';
import { jsonRoute, type Route } from './route.ts';

/** What the description is called beside the bundle in Lambda. */
export const OPENAPI_ASSET = 'openapi.json';

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
    async ({ origin }) => ({ ...(await description(routes)), servers: [{ url: origin }] }),
  );
}

const anything = z.record(z.string(), z.unknown());

/**
 * In Lambda it was written when the stack was made, and what makes it stays out of the bundle (`lib/bundles/`);
 * elsewhere it is made of the routes.
 */
async function description(routes: () => readonly Route[]): Promise<Readonly<Record<string, unknown>>> {
  const beside = new URL(`./${OPENAPI_ASSET}`, import.meta.url);
  if (existsSync(beside)) return anything.parse(JSON.parse(await readFile(beside, 'utf8')));
  const { openApiOf } = await import('./openapi.ts');
  return openApiOf(routes(), '');
}
