import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from './laptop-config.ts';
import { lockHolder } from './lock.ts';
import { type FolderState, readState } from './state-file.ts';

/** Where everything is kept unless `--data` says otherwise. */
export const DEFAULT_FOLDER = '.rekindle';

/**
 * The folder to work in. The demo's invented people and somebody's own accounts never share one: in a named folder
 * that is a mistake; in the default one, own accounts move the demo to `.rekindle/demo`, and a later demo runs there.
 * @param named what `--data` says
 * @returns the folder, and one sentence if something was moved
 */
export async function chooseFolder(
  named: string | undefined,
  kind: FolderState['kind'],
): Promise<{ readonly directory: string; readonly note?: string }> {
  const directory = named ?? DEFAULT_FOLDER;
  const state = await readState(directory);
  if (state === undefined || state.kind === kind) return { directory };
  const demo = join(directory, 'demo');
  if (named !== undefined) {
    throw new UsageError(
      kind === 'demo'
        ? `The folder ${directory} holds your own accounts, and without accounts this would be the demo. Name the accounts or the configuration file again, or give the demo another folder with --data DIR.`
        : `The folder ${directory} holds the demo's invented people. Give your own accounts another folder with --data DIR, or delete this one.`,
    );
  }
  if (kind === 'demo') return { directory: demo };
  // Of a demo that still runs nothing is moved; taking the lock will say who holds it.
  if (lockHolder(directory) !== undefined) return { directory };
  await moveContents(directory, await freeName(demo));
  return { directory, note: `The demo that was in ${directory} is now in ${demo}.` };
}

async function moveContents(from: string, to: string): Promise<void> {
  const names = (await readdir(from)).filter((name) => !/^(demo(-\d+)?|lock|state\.json)$/.test(name));
  await mkdir(to, { recursive: true, mode: 0o700 });
  // The state goes last: until then a next start sees a demo here and moves the rest.
  for (const name of [...names, 'state.json']) await rename(join(from, name), join(to, name));
}

/** An older demo is set aside under a number. */
async function freeName(demo: string): Promise<string> {
  if ((await readState(demo)) === undefined) return demo;
  for (let n = 1; ; n += 1) {
    const aside = `${demo}-${n}`;
    if ((await readState(aside)) === undefined) {
      await rename(demo, aside);
      return demo;
    }
  }
}
