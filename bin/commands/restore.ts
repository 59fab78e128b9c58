import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { Command } from 'commander';
import * as z from 'zod';
import { ArchiveError } from '../../functions/archiving/errors.ts';
import { type CheckedArchive, checkArchive, restore } from '../../functions/archiving/restore.ts';
import type { Config } from '../../functions/runtime/config-schema.ts';
import { jsonLogger } from '../../functions/runtime/logger.ts';
import { UsageError } from '../../lib/local/laptop-config.ts';
import { readLastConfig, writeLastConfig } from '../../lib/local/last-config.ts';
import { shellWords } from '../../lib/local/shell-words.ts';
import { updateState } from '../../lib/local/state-file.ts';
import type { Terminal } from '../../lib/local/terminal.ts';
import { people } from '../../lib/local/words.ts';
import { erasuresFileOf } from './backup.ts';
import { inQuietPlace } from './in-quiet-place.ts';
import { folderOf, type OpenPlace, type PlaceOptions, withPlace } from './place.ts';

interface RestoreCommandOptions extends PlaceOptions {
  readonly replace?: true;
  readonly erasures?: string;
}

const folderState = z.object({
  kind: z.enum(['demo', 'accounts']).default('accounts'),
  pulledAt: z.number().optional(),
  demoDoneAt: z.number().optional(),
  demoStart: z.number().optional(),
});

/** `rekindle restore FILE`. */
export function restoreCommand(terminal: Terminal): Command {
  return withPlace(new Command('restore'))
    .description('Writes a backup into an empty folder or stage. Repeat it if it was cut off.')
    .argument('<FILE>', 'what "backup" has written')
    .option('--replace', 'deletes what is there first: what a stage has read since it was deployed')
    .option('--erasures <FILE>', 'the key that recognises erased people, if not beside the backup as FILE.erasures')
    .action(async (file: string, options: RestoreCommandOptions) => {
      terminal.print(reportText(file, await restoreFile(file, options, terminal), options));
    });
}

interface Restored extends CheckedArchive {
  /** Owners whom the configuration there does not have: nobody sees their history. */
  readonly unknown: readonly string[];
}

async function restoreFile(file: string, options: RestoreCommandOptions, terminal: Terminal): Promise<Restored> {
  if (!existsSync(file)) throw new UsageError(`There is no file ${file}.`);
  const open = () => createReadStream(file);
  // Before anything is paused or locked.
  const { header } = await checkArchive(open);
  const state = folderState.parse(header.state ?? {});
  if (state.kind === 'demo' && options.stage !== undefined) {
    throw new ArchiveError(
      'The backup holds the invented people of a demo, which no stage needs. Restore it with --data DIR.',
    );
  }
  const erasureKey = await readErasureKey(file, options.erasures);
  const work = async (place: OpenPlace): Promise<Restored> => {
    try {
      const facts = await restore(
        {
          ...place,
          logger: jsonLogger('error', terminal.note),
          wait,
          progress: (items, of) =>
            terminal.live(`${items.toLocaleString('en')} of ${of.toLocaleString('en')} items written`),
        },
        open,
        { replace: options.replace === true, erasureKey },
      );
      if (place.directory !== undefined) await updateState(place.directory, defined(state));
      const known = new Set(place.config.owners.map(({ id }) => id));
      const unknown = facts.owners.filter((owner) => !known.has(owner));
      if (place.directory !== undefined && options.config !== undefined && unknown.length === 0)
        await rememberConfig(place.directory, place.config);
      return { ...facts, unknown };
    } finally {
      terminal.live('');
    }
  };
  return inQuietPlace(options, terminal.note, work, 'made');
}

/** So that the next command knows whose history it is. */
async function rememberConfig(directory: string, config: Config): Promise<void> {
  if ((await readLastConfig(directory)) === undefined) await writeLastConfig(directory, config);
}

async function readErasureKey(file: string, named: string | undefined): Promise<string | undefined> {
  const path = named ?? erasuresFileOf(file);
  if (named === undefined && !existsSync(path)) return undefined;
  if (!existsSync(path)) throw new UsageError(`There is no file ${path}. Check --erasures FILE.`);
  return (await readFile(path, 'utf8')).trim();
}

function defined({ kind, pulledAt, demoDoneAt, demoStart }: z.output<typeof folderState>) {
  return {
    kind,
    ...(pulledAt === undefined ? {} : { pulledAt }),
    ...(demoDoneAt === undefined ? {} : { demoDoneAt }),
    ...(demoStart === undefined ? {} : { demoStart }),
  };
}

function reportText(file: string, { header, manifest, unknown }: Restored, options: RestoreCommandOptions): string {
  const where = options.stage === undefined ? folderOf(options) : `the stage "${options.stage}"`;
  const again =
    options.stage === undefined ? shellWords('--data', folderOf(options)) : shellWords('--stage', options.stage);
  const lines = [
    `${file}, of ${header.madeAt}: ${manifest.items.toLocaleString('en')} items are in ${where} now. Checksum and count agreed.`,
    `Not carried: credentials (npm run rekindle -- connect NETWORK ${again}), API tokens (npm run rekindle -- token create ${again}), half-read lists.`,
  ];
  if (unknown.length > 0) {
    const owners = unknown.slice(0, 5).map((owner) => `"${owner}"`);
    lines.push(
      `No owner ${owners.join(', ')} is configured there, so this history is not seen: name the configuration that has that id with --config FILE.`,
    );
  }
  if (manifest.erased > 0) lines.push(`${people(manifest.erased)} ${manifest.erased === 1 ? 'stays' : 'stay'} erased.`);
  lines.push(`See how things stand: npm run rekindle -- doctor ${again}`);
  return lines.join('\n');
}
