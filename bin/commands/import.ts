import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { NETWORK_IDS, type NetworkId } from '../../functions/core/model.ts';
import { placedHints } from '../../functions/core/placed-hints.ts';
import { chooseAccount } from '../../functions/importing/choose-account.ts';
import { type GivenFacts, importGiven } from '../../functions/importing/import-given.ts';
import type { Config } from '../../functions/runtime/config-schema.ts';
import { jsonLogger } from '../../functions/runtime/logger.ts';
import { parseTime } from '../../lib/local/calendar.ts';
import { refuseDemo } from '../../lib/local/folder.ts';
import { readConfigFile } from '../../lib/local/laptop-config.ts';
import { readLastConfig, writeLastConfig } from '../../lib/local/last-config.ts';
import { spooledPeople } from '../../lib/local/spool.ts';
import { noteTime, readState, updateState } from '../../lib/local/state-file.ts';
import { zoneOf } from '../../lib/local/zone.ts';
import { askProcess } from './ask-process.ts';
import { accountsThere } from './import/accounts-there.ts';
import { pushList, pushTarget } from './import/push.ts';
import { type ReadFile, type ReadList, readFile } from './import/read-file.ts';
import { foundText, type ImportReport, reportSchema, reportText } from './import/words.ts';
import {
  folderOf,
  inPlace,
  localTimeZone,
  type OpenPlace,
  type PlaceOptions,
  placeWords,
  runningProcess,
  withPlace,
} from './place.ts';

interface ImportOptions extends PlaceOptions {
  readonly account?: string;
  readonly takenAt?: number;
  readonly owner?: string;
  readonly dryRun?: boolean;
  readonly url?: string;
  readonly token?: string;
}

/** `rekindle import FILE`. */
export function importCommand(print: (text: string) => void): Command {
  return withPlace(new Command('import'))
    .description(
      "Imports a network's official export (X, Instagram, Facebook, LinkedIn; as it comes, zipped), or a whole list of " +
        'people as JSON, NDJSON, or CSV with a header. Import the next one, and see who is no longer on it.',
    )
    .argument('<FILE>', 'an export, or a list with an id, url, handle or email for everybody')
    .option('--as, --account <ACCOUNT>', 'whose it is, such as x:alice, or the list it becomes: list:newsletter')
    .option(
      '--taken, --taken-at <DATE>',
      'when it was taken, such as 2026-11-16, if not as the file says',
      parseTakenAt,
    )
    .option('--dry-run', 'says what is in the file, and does nothing with it')
    .option('--owner <ID>', 'whose list it is, if several owners are configured')
    .option('--url <URL>', 'sends the people, and only those, to the API of a deployed stack')
    .option('--token <TOKEN>', 'with --url: an API token with the scope "push"; else from REKINDLE_TOKEN')
    .action(async (file: string, options: ImportOptions) => {
      const folder = await mkdtemp(join(tmpdir(), 'rekindle-import-'));
      try {
        await importFile(file, folder, options, print);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
}

async function importFile(
  file: string,
  folder: string,
  options: ImportOptions,
  print: (text: string) => void,
): Promise<void> {
  const isRemote = options.url !== undefined;
  if (!isRemote && options.stage === undefined) await refuseDemo(folderOf(options));
  const wanted = networkIn(options.account);
  const now = isRemote ? Date.now() : await calendarNow(options);
  const read = await readFile(file, {
    ...{ now, folder },
    ...(wanted === undefined ? {} : { wanted }),
    ...(options.takenAt === undefined ? {} : { takenAt: options.takenAt }),
  });
  const { handle } = read.owner;
  const declared = accountsIn(await configAtHand(options), options.owner);
  const isDeclared = declared.some((id) => id.startsWith(`${read.network}:`));
  // An export that does not say whose it is, of a network that nobody declared: perhaps the next one of those imported before.
  if (!isRemote && options.account === undefined && handle === undefined && !isDeclared)
    declared.push(...(await accountsThere(options)));
  const accountId = chooseAccount({ network: read.network, handle, asked: options.account, declared });
  print(foundText(read, accountId, zoneOf((await configAtHand(options)) ?? { owners: [] }, localTimeZone())));
  if (options.dryRun === true) {
    print('A dry run: nothing was imported.');
    return;
  }
  for (const list of read.lists) {
    if (isRemote) {
      const target = pushTarget(options.url ?? '', options.token ?? process.env['REKINDLE_TOKEN'], options.owner);
      const said = await pushList(target, list, { accountId, takenAt: read.takenAt, of: read.owner });
      print(`${accountId}, ${list.kind}: sent. ${said}`);
      continue;
    }
    const report = await deliver(read, list, accountId, options);
    print(placedHints(reportText(accountId, list.kind, report), placeWords(options)));
    if (report.outcome === 'refused') process.exitCode = 2;
  }
}

/** Hands one list to whoever has the table: a running process, or this one. */
async function deliver(
  read: ReadFile,
  list: ReadList,
  accountId: string,
  options: ImportOptions,
): Promise<ImportReport> {
  // A list says nothing of its time: it was taken when it is imported, by the calendar there.
  const takenAt = read.network === 'list' ? options.takenAt : read.takenAt;
  const facts: GivenFacts = { accountId, kind: list.kind, of: read.owner, owner: options.owner, takenAt };
  const running = runningProcess(options, 'made');
  if (running !== undefined) {
    const answer = await askProcess(running, options, {
      path: `/local/import?${new URLSearchParams({ facts: JSON.stringify(facts) })}`,
      owner: options.owner,
      body: { file: list.file, size: list.size },
    });
    return reportSchema.parse(answer);
  }
  const work = async (place: OpenPlace): Promise<ImportReport> => {
    const { db, config, clock, secrets, aloneSince, directory } = place;
    if (directory !== undefined) await markAsOwn(directory, config);
    const logger = jsonLogger('error', () => undefined);
    const at = takenAt ?? clock.now();
    const deps = { db, config, clock, logger, secrets, ...(aloneSince === undefined ? {} : { aloneSince }) };
    const report = await importGiven(deps, { ...facts, takenAt: at }, spooledPeople(list));
    if (directory !== undefined) await noteTime(directory, at);
    return report;
  };
  return inPlace(options, work, 'made');
}

/** From now on the folder is no place for the demo, and it is known whose lists it holds. */
async function markAsOwn(directory: string, config: Config): Promise<void> {
  await updateState(directory, { kind: 'accounts' });
  if ((await readLastConfig(directory)) === undefined) await writeLastConfig(directory, config);
}

async function configAtHand(options: ImportOptions): Promise<Config | undefined> {
  const isHere = options.stage === undefined && options.url === undefined && options.config === undefined;
  const last = isHere ? await readLastConfig(folderOf(options)) : undefined;
  return last ?? readConfigFile(options.config);
}

function accountsIn(config: Config | undefined, owner: string | undefined): string[] {
  const owners = config?.owners.filter(({ id }) => owner === undefined || id === owner) ?? [];
  return owners.flatMap(({ accounts }) => accounts.map(({ id }) => id));
}

/** The calendar of the place; one that --now has moved ahead stays there. */
async function calendarNow(options: ImportOptions): Promise<number> {
  const pulledAt = options.stage === undefined ? (await readState(folderOf(options)))?.pulledAt : undefined;
  return Math.max(Date.now(), pulledAt ?? 0);
}

function networkIn(account: string | undefined): NetworkId | undefined {
  return NETWORK_IDS.find((network) => account?.startsWith(`${network}:`));
}

function parseTakenAt(value: string): number {
  const time = parseTime(value);
  if (time !== undefined) return time;
  throw new InvalidArgumentError('Expected a time in ISO 8601, such as 2026-11-16 or 2026-11-16T08:00:00Z.');
}
