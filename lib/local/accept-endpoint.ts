import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { acceptBaseline, NotAcceptedError } from '../../functions/pulling/accept-baseline.ts';
import { reply } from './http-server.ts';
import type { Laptop } from './laptop.ts';
import { send } from './page.ts';

const acceptQuery = z.object({
  audience: z.string().min(1).max(900),
  owner: z.string().max(100).optional(),
});

/** Takes a refused list as a baseline for the CLI while this process has the table open. */
export async function receiveAccept(
  to: { readonly laptop: Laptop; readonly lockedAt: number; readonly owner: string },
  params: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { laptop, owner } = to;
  request.resume();
  const query = acceptQuery.safeParse(Object.fromEntries(params));
  if (!query.success) {
    const problems = query.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    return reply(response, 400, problems.join('\n'));
  }
  if (query.data.owner !== undefined && query.data.owner !== owner) {
    return reply(response, 422, `There is no owner "${query.data.owner}" whose token this is.`);
  }
  try {
    const report = await acceptBaseline(
      {
        db: laptop.db,
        config: laptop.config,
        clock: laptop.calendar,
        secrets: laptop.secrets,
        aloneSince: to.lockedAt,
      },
      { audienceId: query.data.audience, owner },
    );
    send(response, 200, 'application/json', JSON.stringify(report));
  } catch (error) {
    if (error instanceof NotAcceptedError) return reply(response, 422, error.message);
    throw error;
  }
}
