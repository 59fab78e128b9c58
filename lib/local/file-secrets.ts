import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RenewableSecrets } from '../../functions/runtime/secrets.ts';
import { isCode } from './file-errors.ts';
import { UsageError } from './laptop-config.ts';
import { writeWhole } from './write-file.ts';

/**
 * Secrets as files that only their owner can read, below `directory`. A token in the environment
 * (`REKINDLE_GITHUB_TOKEN`) wins over the file of its network (`credentials/github`).
 */
export function createFileSecrets(
  directory: string,
  env: Readonly<Record<string, string | undefined>> = {},
): RenewableSecrets {
  const read = async (name: string): Promise<string | undefined> => {
    const fromEnv = env[tokenVariable(name) ?? '']?.trim();
    if (fromEnv !== undefined && fromEnv !== '') return fromEnv;
    return readSecret(secretPath(directory, name));
  };
  return {
    read,
    readAnew: read,
    replace: async (name, value) => {
      const path = secretPath(directory, name);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeWhole(path, `${value}\n`);
    },
    readOrCreate: async (name, make) => (await read(name)) ?? createSecret(secretPath(directory, name), make()),
  };
}

/** The variable that may hold a network's token: `credentials/github` is `REKINDLE_GITHUB_TOKEN`. */
function tokenVariable(name: string): string | undefined {
  const network = /^credentials\/([a-z]+)$/.exec(name)?.[1];
  return network === undefined ? undefined : `REKINDLE_${network.toUpperCase()}_TOKEN`;
}

async function readSecret(path: string): Promise<string | undefined> {
  try {
    const value = (await readFile(path, 'utf8')).trim();
    return value === '' ? undefined : value;
  } catch (error) {
    // A name may also be a folder of others, or below a file: `credentials/mastodon` and `credentials/mastodon/HOST`.
    if (isCode(error, 'ENOENT') || isCode(error, 'EISDIR') || isCode(error, 'ENOTDIR')) return undefined;
    throw error;
  }
}

/**
 * Writes a secret if there is none and returns the one that is there then. It is whole before it has its name, so
 * whoever comes second reads the first one's.
 */
export async function createSecret(path: string, value: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(`${value}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(temporary, path);
    return value;
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
    const existing = await readSecret(path);
    if (existing !== undefined) return existing;
    throw new UsageError(`${path} is empty. Delete it and start again, so that a new secret is made.`);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Every part of the name becomes one file name; what a file system could misread is escaped. */
function secretPath(directory: string, name: string): string {
  const parts = name
    .split('/')
    .map((part) => encodeURIComponent(part).replace(/^\.+$/, (dots) => '%2E'.repeat(dots.length)));
  if (parts.some((part) => part === '')) throw new RangeError(`A secret cannot be called "${name}".`);
  return join(directory, ...parts);
}
