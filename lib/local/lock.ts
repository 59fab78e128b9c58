import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { isCode } from './file-errors.ts';
import { folderProblem, makeFolder } from './make-folder.ts';

const holderSchema = z.object({
  pid: z.number().int().positive(),
  /** Wall clock, ISO 8601. */
  startedAt: z.string(),
  /** Tells a process from a later one with the same number, where the system lets us. */
  process: z.string().optional(),
  /** Unique for each time the lock was taken. */
  token: z.string(),
  /** Where it listens, once it does; a run with `--once` never does. */
  url: z.string().optional(),
});

/** Who holds a folder. */
export type LockHolder = z.output<typeof holderSchema>;

export interface Lock {
  /** Tells others where this process listens. */
  announce(url: string): void;
  release(): void;
}

/** Another process works with this folder. Its embedded table can have one user only. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
  readonly holder: LockHolder;
  constructor(directory: string, holder: LockHolder) {
    const where = holder.url === undefined ? '' : `, serving ${holder.url}`;
    super(
      `The folder ${directory} is in use by process ${holder.pid} since ${holder.startedAt}${where}.\n` +
        'End that process first (Ctrl-C where it runs), or choose another folder with --data DIR.',
    );
    this.holder = holder;
  }
}

/**
 * Takes the folder for this process, atomically. A lock whose process is gone (killed, or the machine restarted) is
 * taken over.
 * @throws FolderInUseError saying who has it; UsageError if the folder cannot be made or written to
 */
export function takeLock(directory: string, now: number): Lock {
  makeFolder(directory);
  const path = join(directory, 'lock');
  const mine: LockHolder = {
    pid: process.pid,
    startedAt: new Date(now).toISOString(),
    process: processMark(process.pid),
    token: randomBytes(9).toString('base64url'),
  };
  // Each round either takes the lock, finds a living holder, or clears one dead lock away; a few can be in line.
  for (let round = 0; round < 20; round += 1) {
    if (createIn(directory, path, mine)) return heldLock(path, mine);
    const holder = readHolder(path);
    if (holder !== undefined && isAlive(holder)) throw new FolderInUseError(directory, holder);
    clearStale(path, holder);
  }
  throw new Error(`${path} could not be taken; if no Rekindle runs on this folder, delete that file.`);
}

/** Who works with this folder now; undefined if nobody does. */
export function lockHolder(directory: string): LockHolder | undefined {
  const holder = readHolder(join(directory, 'lock'));
  return holder !== undefined && isAlive(holder) ? holder : undefined;
}

function heldLock(path: string, mine: LockHolder): Lock {
  return {
    announce: (url) => {
      const temporary = writeTemporary(path, { ...mine, url });
      renameSync(temporary, path);
    },
    release: () => {
      if (readHolder(path)?.token === mine.token) rmSync(path, { force: true });
    },
  };
}

function createIn(directory: string, path: string, holder: LockHolder): boolean {
  try {
    return create(path, holder);
  } catch (error) {
    throw folderProblem(directory, error);
  }
}

/** A link appears whole and only where nothing has that name: no reader ever sees half a lock. */
function create(path: string, holder: LockHolder): boolean {
  const temporary = writeTemporary(path, holder);
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

function writeTemporary(path: string, holder: LockHolder): string {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(holder)}\n`, { flag: 'wx', mode: 0o600 });
  return temporary;
}

/** Moves a dead lock out of the way. If a quicker process has taken it meanwhile, its lock is put back. */
function clearStale(path: string, stale: LockHolder | undefined): void {
  const aside = `${path}.${randomBytes(6).toString('hex')}.stale`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  try {
    const moved = readHolder(aside);
    if (moved !== undefined && moved.token !== stale?.token) linkSync(aside, path);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function readHolder(path: string): LockHolder | undefined {
  try {
    return holderSchema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data;
  } catch (error) {
    // ENOTDIR: a file is where the folder should be, so nobody holds it; whoever wants to take it is told.
    if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR') || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isAlive(holder: LockHolder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return isCode(error, 'EPERM');
  }
  const mark = processMark(holder.pid);
  return mark === undefined || holder.process === undefined || mark === holder.process;
}

/** Boot and start time of a process, where `/proc` tells them; numbers of processes are used again. */
function processMark(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything; start time is the 20th field after it (proc(5), field 22).
    const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return started === undefined ? undefined : `${boot}/${started}`;
  } catch {
    return undefined;
  }
}
