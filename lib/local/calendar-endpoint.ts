import type { IncomingMessage, ServerResponse } from 'node:http';
import { calendarPath } from '../../functions/acting/calendar-feed.ts';
import { LINK_KEY, makeLinkKey } from '../../functions/runtime/link-key.ts';
import type { Laptop } from './laptop.ts';
import { send } from './page.ts';

/** Tells the CLI the path of an owner's calendar feed, or makes a new one, while this process has the table open. */
export async function answerCalendar(
  { laptop, owner }: { readonly laptop: Laptop; readonly owner: string },
  params: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  request.resume();
  const signingKey = () => laptop.secrets.readOrCreate(LINK_KEY, makeLinkKey);
  const path = await calendarPath({ db: laptop.db, signingKey }, owner, {
    now: laptop.calendar.now(),
    isRenewed: params.get('renew') === 'yes',
  });
  send(response, 200, 'application/json', JSON.stringify({ path }));
}
