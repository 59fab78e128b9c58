import { hasHistory } from '../../../lib/local/history-folder.ts';
import { readStatus, statusSchema } from '../../../lib/local/status.ts';
import { askProcess } from '../ask-process.ts';
import { folderOf, inPlace, type PlaceOptions, runningProcess } from '../place.ts';

/** The accounts that a place knows, also those that only an import made. */
export async function accountsThere(options: PlaceOptions & { readonly owner?: string }): Promise<string[]> {
  // An import may be what makes the folder, but looking makes none.
  if (options.stage === undefined && !hasHistory(folderOf(options))) return [];
  const running = runningProcess(options);
  const { accounts } =
    running === undefined
      ? await inPlace(options, ({ db, config, clock }) => readStatus(db, config, clock))
      : statusSchema.parse(await askProcess(running, options, { path: '/local/status' }));
  return accounts
    .filter(({ owner }) => options.owner === undefined || owner === options.owner)
    .map(({ accountId }) => accountId);
}
