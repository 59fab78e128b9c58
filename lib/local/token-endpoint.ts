import type { IncomingMessage, ServerResponse } from 'node:http';
import { reply } from './http-server.ts';
import type { Laptop } from './laptop.ts';
import { UsageError } from './laptop-config.ts';
import { send } from './page.ts';
import { tokenRequest, workOnTokens } from './token-work.ts';

/** Makes, shows and ends tokens for the CLI while this process has the table open. */
export async function receiveTokenWork(
  laptop: Laptop,
  params: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  request.resume();
  const asked = tokenRequest.safeParse(jsonOf(params.get('request')));
  if (!asked.success) return reply(response, 400, 'request: expected what the CLI asks.');
  try {
    const answer = await workOnTokens({ db: laptop.db, config: laptop.config, clock: laptop.calendar }, asked.data);
    send(response, 200, 'application/json', JSON.stringify(answer));
  } catch (error) {
    if (error instanceof UsageError) return reply(response, 422, error.message);
    throw error;
  }
}

function jsonOf(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
