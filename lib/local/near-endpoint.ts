import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { nearPeople, UnknownPlaceError } from '../../functions/mailing/near-people.ts';
import { reply } from './http-server.ts';
import type { Laptop } from './laptop.ts';
import { send } from './page.ts';

const PLACE = 'expected a place such as "Lisbon"';
const KM = 'expected kilometres from 1 to 500';
const nearQuery = z.object({
  place: z.string(PLACE).min(1, PLACE).max(200, PLACE),
  within: z.coerce.number(KM).min(1, KM).max(500, KM).optional(),
  owner: z.string().max(100, 'expected the id of an owner').optional(),
});

/** Tells the CLI whom to meet somewhere while this process has the table open. */
export async function answerNear(
  to: { readonly laptop: Laptop; readonly owner: string },
  params: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  request.resume();
  const query = nearQuery.safeParse(Object.fromEntries(params));
  if (!query.success) {
    const problems = query.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    return reply(response, 400, problems.join('\n'));
  }
  const owner = to.laptop.config.owners.find(({ id }) => id === to.owner);
  if (owner === undefined || (query.data.owner !== undefined && query.data.owner !== to.owner)) {
    return reply(response, 422, `There is no owner "${query.data.owner ?? to.owner}" whose token this is.`);
  }
  const { place, within } = query.data;
  try {
    const found = await nearPeople(to.laptop.db, owner, {
      ...{ place, now: to.laptop.calendar.now() },
      ...(within === undefined ? {} : { withinKm: within }),
    });
    send(response, 200, 'application/json', JSON.stringify(found));
  } catch (error) {
    if (error instanceof UnknownPlaceError) return reply(response, 422, error.message);
    throw error;
  }
}
