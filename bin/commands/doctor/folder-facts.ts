import { readdirSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { LaptopFacts } from '../../../functions/checking/laptop.ts';
import { lockHolder } from '../../../lib/local/lock.ts';
import { shellWords } from '../../../lib/local/shell-words.ts';

const packageJson = z.object({ devDependencies: z.object({ node: z.string() }) });
/** What only its owner may read; mails and the table lie in folders that are closed. */
const PRIVATE = /^(secrets(\/.*)?|api-token(-[a-z0-9-]+)?|last-config\.json|state\.json)$/;

/** Looks at this machine and a folder on it; changes nothing. @param begin what makes the folder */
export function folderFacts(directory: string, begin: string): LaptopFacts {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  const wantedNode = Number.parseInt(packageJson.parse(JSON.parse(text)).devDependencies.node, 10);
  const machine = { directory, nodeVersion: process.version, wantedNode };
  const stat = statSync(directory, { throwIfNoEntry: false });
  if (stat === undefined)
    return { ...machine, modes: [], problem: { says: `there is no folder ${directory}`, cure: begin } };
  if (!stat.isDirectory())
    return {
      ...machine,
      modes: [],
      problem: { says: `${directory} is a file`, cure: 'Name a folder with --data DIR.' },
    };
  try {
    const { bavail, bsize } = statfsSync(directory);
    const inside = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) => PRIVATE.test(name));
    const holder = lockHolder(directory);
    return {
      ...machine,
      modes: [
        { path: directory, mode: stat.mode },
        ...inside.map((name) => ({ path: join(directory, name), mode: statSync(join(directory, name)).mode })),
      ],
      freeBytes: bavail * bsize,
      ...(holder === undefined ? {} : { holder }),
    };
  } catch (error) {
    return {
      ...machine,
      modes: [],
      problem: {
        says: `${directory} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
        cure: `Make it yours: chmod -R u+rwX ${shellWords(directory)}`,
      },
    };
  }
}
