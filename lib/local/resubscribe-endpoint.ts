import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { NotResubscribedError, ownerMailing, resubscribe } from '../../functions/mailing/resubscribe.ts';
import { reply } from './http-server.ts';
import type { Laptop } from './laptop.ts';
import { send } from './page.ts';

const resubscribeQuery = z.object({ email: z.string().min(1).max(254), force: z.enum(['yes', 'no']) });

/** Sends somebody mails again for the CLI while this process has the table open. */
export async function receiveResubscribe(
  { laptop, owner }: { readonly laptop: Laptop; readonly owner: string },
  params: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  request.resume();
  const query = resubscribeQuery.safeParse(Object.fromEntries(params));
  if (!query.success) {
    const problems = query.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    return reply(response, 400, problems.join('\n'));
  }
  const { email, force } = query.data;
  try {
    ownerMailing(laptop.config, email, owner);
    const report = await resubscribe(laptop.db, { owner, email, isForced: force === 'yes' });
    send(response, 200, 'application/json', JSON.stringify(report));
  } catch (error) {
    if (error instanceof NotResubscribedError) return reply(response, 422, error.message);
    throw error;
  }
}
