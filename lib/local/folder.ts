import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from './laptop-config.ts';
import { takeLock } from './lock.ts';
import { makeFolder } from './make-folder.ts';
import { type FolderState, readState } from './state-file.ts';

/** Where everything is kept unless `--data` says otherwise. */
export const DEFAULT_FOLDER = '.rekindle';

/** What Rekindle keeps in a folder, the state last: until it is moved, a next start sees a demo and moves the rest. */
const OURS = /^(table|outbox|secrets|tmp|api-token(-[a-z0-9-]+)?|log\.jsonl(\.1)?|last-config\.json|state\.json)$/;

/**
 * The folder to work in. The demo's invented people and somebody's own accounts never share one: in a named folder
 * that is a mistake; in the default one, own accounts move the demo to `.rekindle/demo`, and a later demo runs there.
 * Only what Rekindle has written itself is moved.
 * @param named what `--data` says
 * @returns the folder, and one sentence if something was moved
 * @throws UsageError if the folder holds the other kind, or cannot be made or written to
 */
export async function chooseFolder(
  named: string | undefined,
  kind: FolderState['kind'],
): Promise<{ readonly directory: string; readonly note?: string }> {
  const directory = named ?? DEFAULT_FOLDER;
  makeFolder(directory);
  const state = await readState(directory);
  if (state === undefined || state.kind === kind) return { directory };
  if (named !== undefined) {
    throw new UsageError(
      kind === 'demo'
        ? `The folder ${directory} holds your own accounts, and without accounts this would be the demo. Name the accounts or the configuration file again, or give the demo another folder with --data DIR.`
        : `The folder ${directory} holds the demo's invented people. Give your own accounts another folder with --data DIR, or delete this one.`,
    );
  }
  const demo = join(directory, 'demo');
  if (kind === 'demo') return { directory: demo };
  // Of a demo that still runs nothing is moved: the lock says who holds it.
  const lock = takeLock(directory, Date.now());
  try {
    await moveContents(directory, await freeName(demo));
  } finally {
    lock.release();
  }
  return { directory, note: `The demo that was in ${directory} is now in ${demo}.` };
}

/**
 * Makes sure that a list is not imported among the demo's invented people.
 * @throws UsageError saying what to do
 */
export async function refuseDemo(directory: string): Promise<void> {
  if ((await readState(directory))?.kind !== 'demo') return;
  throw new UsageError(
    `The folder ${directory} holds the demo's invented people. Import your own list into another folder with --data DIR, and name that folder to "npm start" too.`,
  );
}

async function moveContents(from: string, to: string): Promise<void> {
  const names = (await readdir(from)).filter((name) => OURS.test(name) && name !== 'state.json');
  await mkdir(to, { recursive: true, mode: 0o700 });
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
