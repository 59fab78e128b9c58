import { join } from 'node:path';
import { checkCredentials } from '../../../functions/checking/credentials.ts';
import { attention, type Check } from '../../../functions/checking/finding.ts';
import { checkKept, checkRecipients } from '../../../functions/checking/kept.ts';
import { laptopFindings } from '../../../functions/checking/laptop.ts';
import { pullFindings } from '../../../functions/checking/pulls.ts';
import type { Config } from '../../../functions/runtime/config-schema.ts';
import { LINK_KEY } from '../../../functions/runtime/link-key.ts';
import { createFileSecrets } from '../../../lib/local/file-secrets.ts';
import { hasHistory, howToBegin } from '../../../lib/local/history-folder.ts';
import { withNextStart } from '../../../lib/local/next-start.ts';
import { readStatus, statusSchema } from '../../../lib/local/status.ts';
import { askProcess } from '../ask-process.ts';
import { folderOf, inPlace, type OpenPlace, type PlaceOptions, placeWords } from '../place.ts';
import { startCommand } from '../start-command.ts';
import { folderFacts } from './folder-facts.ts';

/** Everything about a folder of this machine. What is in its table is asked of the process that has it open, if one has. */
export function folderChecks(options: PlaceOptions, config: Config | undefined): Check[] {
  const directory = folderOf(options);
  const begin = config === undefined ? howToBegin(directory) : `Start it: ${startCommand(options, config)}`;
  const facts = folderFacts(directory, begin);
  const checks: Check[] = [{ about: 'laptop', run: async () => laptopFindings(facts) }];
  if (config === undefined) return checks;
  const secrets = createFileSecrets(join(directory, 'secrets'), process.env);
  const place = placeWords(options);
  const commands = { place, start: startCommand(options, config) };
  checks.push({
    about: 'credentials',
    run: () => checkCredentials({ secrets, config, wall: Date.now(), isDeployed: false, place }),
  });
  if (facts.problem !== undefined) return checks;
  const { holder } = facts;
  if (holder === undefined) {
    checks.push({
      about: 'history',
      run: async () =>
        hasHistory(directory)
          ? inPlace(options, (open) => historyFindings(open, commands))
          : [attention('pulls', 'nothing was ever read here', `Start it: ${commands.start}`)],
    });
    return checks;
  }
  if (holder.url === undefined) return checks;
  const running = { url: holder.url };
  checks.push({
    about: 'pulls',
    run: async () => {
      const status = statusSchema.parse(await askProcess(running, options, { path: '/local/status' }));
      return pullFindings(status, true, commands);
    },
  });
  return checks;
}

/** One after the other: the table has one user at a time. */
async function historyFindings({ db, config, clock, secrets }: OpenPlace, commands: { place: string; start: string }) {
  const pulls = pullFindings(await readStatus(db, config, clock), false, commands);
  return [
    // This process alone has the folder, so nothing runs there that would ask again.
    ...pulls.map((finding) => ({ ...finding, says: withNextStart(finding.says) })),
    ...(await checkKept({ db, secrets, linkKey: LINK_KEY }, config, commands.place)),
    ...(await checkRecipients(db, config, commands.place)),
  ];
}
