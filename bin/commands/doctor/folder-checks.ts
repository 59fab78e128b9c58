import { join } from 'node:path';
import { checkCredentials } from '../../../functions/checking/credentials.ts';
import type { Check } from '../../../functions/checking/finding.ts';
import { checkKept, checkRecipients } from '../../../functions/checking/kept.ts';
import { laptopFindings } from '../../../functions/checking/laptop.ts';
import { pullFindings } from '../../../functions/checking/pulls.ts';
import type { Config } from '../../../functions/runtime/config-schema.ts';
import { LINK_KEY } from '../../../functions/runtime/link-key.ts';
import { createFileSecrets } from '../../../lib/local/file-secrets.ts';
import { readStatus, statusSchema } from '../../../lib/local/status.ts';
import { askProcess } from '../ask-process.ts';
import { folderOf, inPlace, type OpenPlace, type PlaceOptions } from '../place.ts';
import { folderFacts } from './folder-facts.ts';

/** Everything about a folder of this machine. What is in its table is asked of the process that has it open, if one has. */
export function folderChecks(options: PlaceOptions, config: Config | undefined): Check[] {
  const directory = folderOf(options);
  const facts = folderFacts(directory);
  const checks: Check[] = [{ about: 'laptop', run: async () => laptopFindings(facts) }];
  if (config === undefined) return checks;
  const secrets = createFileSecrets(join(directory, 'secrets'), process.env);
  checks.push({
    about: 'credentials',
    run: () => checkCredentials({ secrets, config, wall: Date.now(), isDeployed: false }),
  });
  if (facts.problem !== undefined) return checks;
  const { holder } = facts;
  if (holder === undefined) return [...checks, { about: 'history', run: () => inPlace(options, historyFindings) }];
  if (holder.url === undefined) return checks;
  const running = { url: holder.url };
  checks.push({
    about: 'pulls',
    run: async () =>
      pullFindings(statusSchema.parse(await askProcess(running, options, { path: '/local/status' })), true),
  });
  return checks;
}

/** One after the other: the table has one user at a time. */
async function historyFindings({ db, config, clock, secrets }: OpenPlace) {
  return [
    ...pullFindings(await readStatus(db, config, clock), false),
    ...(await checkKept({ db, secrets, linkKey: LINK_KEY }, config)),
    ...(await checkRecipients(db, config)),
  ];
}
