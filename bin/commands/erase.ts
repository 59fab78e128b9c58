import { Command } from 'commander';
import * as z from 'zod';
import type { Clock } from '../../functions/core/clock.ts';
import { findPerson, personOf } from '../../functions/history/find-person.ts';
import { listPersonChanges } from '../../functions/storage/changes.ts';
import type { Db } from '../../functions/storage/db.ts';
import { isBeingErased, requestErasure } from '../../functions/storage/erasures.ts';
import { UsageError } from '../../lib/local/laptop-config.ts';
import { shellWords } from '../../lib/local/shell-words.ts';
import { RefusedError } from './ask-process.ts';
import { type AskApi, type AskOptions, withApi } from './history/asker.ts';
import { inPlace, type PlaceOptions, runningProcess, withPlace } from './place.ts';
import { requireOwnHistory } from './whose-history.ts';

interface EraseOptions extends PlaceOptions, AskOptions {}

const answer = z.object({ personId: z.string(), owner: z.string() });

/** `rekindle erase PERSON`. */
export function eraseCommand(print: (text: string) => void): Command {
  return withPlace(new Command('erase'))
    .description('Erases a person for good: from rosters, history, outreach and digests. They do not come back.')
    .argument('<PERSON>', 'their id, as "history people" shows it: bluesky:did:plc:…')
    .option('--owner <ID>', 'for whom, if there are several owners')
    .option('--url <URL>', 'the API of a deployed stack')
    .option('--token <TOKEN>', 'with --url: an API token with the scope "write"; else from REKINDLE_TOKEN')
    .action(async (personId: string, options: EraseOptions) => {
      if (personOf(personId) === undefined || personId.includes('…')) {
        throw new UsageError(`"${personId}" is no person's id. Find it with: ${findCommand(options)}`);
      }
      const { owner, isKnown } = await erase(personId, options);
      if (!isKnown) {
        print(
          `Nobody with the id ${personId} is known here for ${owner} now. It is noted all the same: should they come, they are erased. ` +
            `If it is misspelt, find the id with: ${findCommand(options)}`,
        );
        return;
      }
      print(
        `${personId} is being erased for ${owner}: out of every answer now, out of the table with the next pulls, within seven days. ` +
          'Backups of the table keep what was for up to 35 days; mails that were sent are with their recipients.',
      );
    });
}

/** What shows a person's id there. A stage is asked through its API. */
function findCommand({ data, config, stage, url, owner }: EraseOptions): string {
  const address = url ?? (stage === undefined ? undefined : 'API_URL_OF_THE_STACK');
  const places = Object.entries({ data, config: address === undefined ? config : undefined, url: address, owner });
  const options = places.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
  return shellWords('npm', 'run', 'rekindle', '--', 'history', 'people', '--q', 'NAME', ...options);
}

async function erase(
  personId: string,
  options: EraseOptions,
): Promise<{ readonly owner: string; readonly isKnown: boolean }> {
  if (options.url !== undefined || (options.stage === undefined && runningProcess(options) !== undefined)) {
    const query = options.owner === undefined ? '' : `?${new URLSearchParams({ owner: options.owner })}`;
    return withApi(options, async (ask) => {
      const path = `/v1/people/${encodeURIComponent(personId)}${query}`;
      const isKnown = await isThere(ask, path);
      const { text } = await ask(path, 'DELETE');
      return { ...answer.parse(JSON.parse(text)), isKnown };
    });
  }
  return inPlace(options, async (place) => {
    await requireOwnHistory(place, options);
    const { db, config, clock } = place;
    const owners = config.owners.map(({ id }) => id);
    const owner = options.owner ?? owners[0];
    if (owner === undefined || !owners.includes(owner) || (options.owner === undefined && owners.length > 1)) {
      throw new UsageError(`Say for whom with --owner: one of ${owners.slice(0, 20).join(', ')}.`);
    }
    const isKnown = await isOf(db, owner, personId, clock);
    return { ...(await requestErasure(db, owner, personId, clock.now())), isKnown };
  });
}

/** Whether the API knows them; yes where it does not say, as to a token that may only write. */
async function isThere(ask: AskApi, path: string): Promise<boolean> {
  try {
    await ask(path);
    return true;
  } catch (error) {
    if (error instanceof RefusedError) return error.status !== 404;
    throw error;
  }
}

/** Whether an owner has or had them, as far as can be seen in bounded reads. */
async function isOf(db: Db, owner: string, personId: string, clock: Clock): Promise<boolean> {
  const named = personOf(personId);
  if (named === undefined) return false;
  if (await isBeingErased(db, owner, personId)) return true;
  const { places, searched, of } = await findPerson(db, owner, named);
  if (places.length > 0 || searched < of) return true;
  return (await listPersonChanges(db, owner, personId, { now: clock.now() })).length > 0;
}
