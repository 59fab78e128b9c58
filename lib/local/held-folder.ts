import { jsonLogger } from '../../functions/runtime/logger.ts';
import { chooseFolder } from './folder.ts';
import { type Laptop, type LaptopOptions, openLaptop } from './laptop.ts';
import { takeLock } from './lock.ts';
import { createProgress } from './progress.ts';
import { type EarlyServer, startServer } from './serve.ts';
import { type FolderState, readState, updateState } from './state-file.ts';
import type { Terminal } from './terminal.ts';

export const DEFAULT_PORT = 4141;

/** What `npm start` was asked for. */
export interface StartOptions {
  readonly accounts: readonly string[];
  readonly config?: string;
  readonly data?: string;
  readonly port: number;
  /** Calendar time, epoch ms. */
  readonly now?: number;
  readonly once: boolean;
}

/** What a run needs of the world around it. */
export interface Surroundings {
  readonly terminal: Terminal;
  readonly env: LaptopOptions['env'];
  readonly wall: () => number;
  /** This machine's. */
  readonly timeZone: string;
  /** Settles when the person wants it to end (Ctrl-C). */
  readonly ended: Promise<void>;
}

/** Exit codes: 0 done, 2 an account could not be read or a digest not be made or sent. What cannot be begun at all is thrown. */
export type ExitCode = 0 | 2;

/** A folder that is ours for as long as the run takes. */
export interface HeldFolder {
  readonly directory: string;
  readonly state: FolderState | undefined;
  /** Listens already; not with `--once`. */
  readonly server: EarlyServer | undefined;
  open(options: Pick<LaptopOptions, 'config' | 'calendar' | 'env'>): Promise<Laptop>;
}

/** Takes the folder and the port, does the work, and gives everything back, whatever happened. */
export async function inFolder<T>(
  options: StartOptions,
  kind: FolderState['kind'],
  world: Surroundings,
  work: (folder: HeldFolder) => Promise<T>,
): Promise<T> {
  const { directory, note } = await chooseFolder(options.data, kind);
  if (note !== undefined) world.terminal.note(note);
  const lockedAt = world.wall();
  const lock = takeLock(directory, lockedAt);
  const closers: (() => unknown)[] = [() => lock.release()];
  try {
    const state = await readState(directory);
    const server = options.once
      ? undefined
      : await startServer(
          options.port,
          jsonLogger('error', () => undefined),
        );
    if (server !== undefined) {
      closers.unshift(() => server.close());
      lock.announce(server.url);
    }
    const progress = createProgress(world.terminal, world.wall);
    closers.unshift(() => progress.end());
    const open: HeldFolder['open'] = async (more) => {
      await updateState(directory, { kind });
      const laptop = await openLaptop({
        ...more,
        directory,
        lockedAt,
        endsByItself: options.once,
        watch: progress.watch,
        progress: progress.tell,
        publicUrl: () => server?.url ?? `http://127.0.0.1:${options.port === 0 ? DEFAULT_PORT : options.port}`,
      });
      closers.splice(closers.length - 1, 0, () => laptop.close());
      server?.show(laptop, lockedAt);
      return laptop;
    };
    return await work({ directory, state, server, open });
  } finally {
    for (const close of closers) await close();
  }
}
