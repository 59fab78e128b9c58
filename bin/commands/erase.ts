import { Command } from 'commander';
import * as z from 'zod';
import { personOf } from '../../functions/history/find-person.ts';
import { requestErasure } from '../../functions/storage/erasures.ts';
import { UsageError } from '../../lib/local/laptop-config.ts';
import { type AskOptions, withApi } from './history/asker.ts';
import { inPlace, type PlaceOptions, runningProcess, withPlace } from './place.ts';

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
        throw new UsageError(
          `"${personId}" is no person's id. Find it with: npm run rekindle -- history people --q NAME`,
        );
      }
      const { owner } = await erase(personId, options);
      print(
        `${personId} is being erased for ${owner}: out of every answer now, out of the table with the next pulls, within seven days. ` +
          'Backups of the table keep what was for up to 35 days; mails that were sent are with their recipients.',
      );
    });
}

async function erase(personId: string, options: EraseOptions): Promise<{ readonly owner: string }> {
  if (options.url !== undefined || (options.stage === undefined && runningProcess(options) !== undefined)) {
    const query = options.owner === undefined ? '' : `?${new URLSearchParams({ owner: options.owner })}`;
    return withApi(options, async (ask) => {
      const { text } = await ask(`/v1/people/${encodeURIComponent(personId)}${query}`, 'DELETE');
      return answer.parse(JSON.parse(text));
    });
  }
  return inPlace(options, async ({ db, config, clock }) => {
    const owners = config.owners.map(({ id }) => id);
    const owner = options.owner ?? owners[0];
    if (owner === undefined || !owners.includes(owner) || (options.owner === undefined && owners.length > 1)) {
      throw new UsageError(`Say for whom with --owner: one of ${owners.slice(0, 20).join(', ')}.`);
    }
    return requestErasure(db, owner, personId, clock.now());
  });
}
