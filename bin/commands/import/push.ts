import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { givenAudienceId } from '../../../functions/core/export-lists.ts';
import { inParts, toSent } from '../../../functions/importing/parts.ts';
import type { ExportOwner } from '../../../functions/networks/exports/found-export.ts';
import { UsageError } from '../../../lib/local/laptop-config.ts';
import { spooledPeople } from '../../../lib/local/spool.ts';
import { RefusedError } from '../ask-process.ts';
import type { ReadList } from './read-file.ts';

/** Where lists are sent to: a deployed stack's API, or this machine's. */
export interface PushTarget {
  readonly url: string;
  readonly token: string;
  readonly owner?: string;
}

/** What was sent may be half a list; only a network's own export is known to be whole. */
const SECOND_LOOK = ' Who is no longer on it is told once a list at least 20 hours later agrees.';
const TRIES = 5;
const PATIENCE_MS = 60_000;

const answerSchema = z.looseObject({
  state: z.string().optional(),
  reason: z.string().optional(),
  detail: z.string().optional(),
});

/** @throws UsageError if a token would go over the open network, or is missing */
export function pushTarget(url: string, token: string | undefined, owner: string | undefined): PushTarget {
  const parsed = URL.parse(url);
  const isLocal = parsed !== null && ['localhost', '127.0.0.1', '[::1]'].includes(parsed.hostname);
  if (parsed === null || (parsed.protocol !== 'https:' && !(isLocal && parsed.protocol === 'http:'))) {
    throw new UsageError(`--url ${url}: expected the API's address, beginning with https://.`);
  }
  if (token === undefined || token === '') {
    throw new UsageError('Give an API token with the scope "push": --token TOKEN, or in REKINDLE_TOKEN.');
  }
  return { url: url.replace(/\/+$/, ''), token, ...(owner === undefined ? {} : { owner }) };
}

/**
 * Sends a list in parts, then calls it complete. Its name is made of what it holds, so that an upload that was cut off
 * goes on when it is repeated, and the same list is never taken twice.
 * @throws RefusedError with the API's own words
 */
export async function pushList(
  target: PushTarget,
  list: ReadList,
  facts: { readonly accountId: string; readonly takenAt: number; readonly of: ExportOwner },
): Promise<string> {
  const id = givenAudienceId(facts.accountId, list.kind);
  const query = target.owner === undefined ? '' : `?owner=${encodeURIComponent(target.owner)}`;
  const address = `${target.url}/v1/audiences/${encodeURIComponent(id)}/snapshots${query}`;
  const sum = createHash('sha256').update(`${id} ${facts.takenAt}`);
  for await (const people of spooledPeople(list)) sum.update(JSON.stringify(people));
  const snapshot = sum.digest('hex').slice(0, 40);
  let part = 0;
  for await (const people of spooledPeople(list)) {
    for (const some of inParts(people.map(toSent))) {
      part += 1;
      await post(address, target.token, { snapshot, part, people: some });
    }
  }
  if (part === 0) throw new UsageError(`There is nobody among the ${list.kind}: nothing was sent.`);
  const takenAt = new Date(facts.takenAt).toISOString();
  const answer = await post(address, target.token, { snapshot, complete: true, parts: part, takenAt, of: facts.of });
  if (answer.state === 'refused') throw new RefusedError(answer.reason ?? 'The list was refused.');
  return answer.state === 'taken'
    ? 'It has been taken already.'
    : `It is compared with the next tick, within five minutes.${list.kind === 'members' ? SECOND_LOOK : ''}`;
}

async function post(address: string, token: string, body: unknown): Promise<z.output<typeof answerSchema>> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await fetch(address, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
    }).catch((error: unknown) => (attempt < TRIES ? undefined : Promise.reject(error)));
    const isPassing = answer === undefined || answer.status === 429 || answer.status >= 500;
    if (answer !== undefined && (!isPassing || attempt >= TRIES)) {
      const said = answerSchema.safeParse(await answer.json().catch(() => undefined)).data ?? {};
      if (answer.ok) return said;
      throw new RefusedError(said.detail ?? `The API answered ${answer.status}.`);
    }
    await wait(500 * 2 ** attempt);
  }
}
