import { createWriteStream, existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Command } from 'commander';
import { backUp } from '../../functions/archiving/back-up.ts';
import type { Manifest } from '../../functions/archiving/format.ts';
import { ERASURE_KEY } from '../../functions/pulling/erased.ts';
import { UsageError } from '../../lib/local/laptop-config.ts';
import { shellWords } from '../../lib/local/shell-words.ts';
import { readState } from '../../lib/local/state-file.ts';
import type { Terminal } from '../../lib/local/terminal.ts';
import { people } from '../../lib/local/words.ts';
import { writeWhole } from '../../lib/local/write-file.ts';
import { inQuietPlace } from './in-quiet-place.ts';
import { type PlaceOptions, withPlace } from './place.ts';

/** Where the key that recognises erased people goes: beside the backup, so that the backup itself holds no secret. */
export const erasuresFileOf = (file: string): string => `${file}.erasures`;

/** `rekindle backup FILE`. */
export function backupCommand(terminal: Terminal): Command {
  return withPlace(new Command('backup'))
    .description('Writes all history into one file, to be restored in another folder or stage. No credential is in it.')
    .argument('<FILE>', 'a new file, such as rekindle-2026-11-23.ndjson.gz')
    .action(async (file: string, options: PlaceOptions) => {
      terminal.print(reportText(file, await makeBackup(file, options, terminal)));
    });
}

interface Made extends Manifest {
  readonly hasErasureFile: boolean;
}

async function makeBackup(file: string, options: PlaceOptions, terminal: Terminal): Promise<Made> {
  for (const path of [file, erasuresFileOf(file)]) {
    if (existsSync(path)) throw new UsageError(`${path} is there already. Name a new file.`);
  }
  return inQuietPlace(options, terminal.note, async ({ db, secrets, clock, directory }) => {
    const state = directory === undefined ? undefined : await readState(directory);
    let manifest: Manifest | undefined;
    const lines = backUp(
      {
        ...{ db, secrets, now: clock.now() },
        ...(state === undefined ? {} : { state }),
        progress: (items) => terminal.live(`${items.toLocaleString('en')} items read`),
      },
      (made) => {
        manifest = made;
      },
    );
    const part = `${file}.part`;
    try {
      await pipeline(Readable.from(lines), createGzip(), createWriteStream(part, { flags: 'wx', mode: 0o600 }));
      if (manifest === undefined) throw new Error('The backup has no manifest.');
      const key = manifest.erased === 0 ? undefined : await secrets.read(ERASURE_KEY);
      if (key !== undefined) await writeWhole(erasuresFileOf(file), `${key}\n`);
      await rename(part, file);
      return { ...manifest, hasErasureFile: key !== undefined };
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    } finally {
      terminal.live('');
    }
  });
}

function reportText(file: string, { items, kinds, sha256, erased, hasErasureFile }: Made): string {
  const lines = [
    `${file}: ${items.toLocaleString('en')} items, ${(kinds['A'] ?? 0).toLocaleString('en')} of them about audiences and accounts; checksum ${sha256.slice(0, 16)}.`,
    'It holds what is known of people, readable by whoever has the file; credentials, API tokens and keys are not in it.',
  ];
  if (hasErasureFile) {
    lines.push(
      `${people(erased)} ${erased === 1 ? 'stays' : 'stay'} erased: ${erasuresFileOf(file)} has the key that recognises them. Restoring needs it; keep it apart from the backup.`,
    );
  }
  lines.push(`To use it: npm run rekindle -- restore ${shellWords(file)} --data DIR, or --stage NAME`);
  return lines.join('\n');
}
