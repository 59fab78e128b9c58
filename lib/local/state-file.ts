import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { isCode } from './file-errors.ts';
import { writeWhole } from './write-file.ts';

const stateSchema = z.object({
  /** Whether the folder holds the demo's invented people or somebody's own accounts. They are never mixed. */
  kind: z.enum(['demo', 'accounts']),
  /** Calendar time of the last pull, epoch ms. */
  pulledAt: z.number().optional(),
  /** Calendar time of the demo's last step that was lived through to its end, epoch ms. */
  demoDoneAt: z.number().optional(),
  /** When the demo's story starts, epoch ms, so that a later run goes on with the same one. */
  demoStart: z.number().optional(),
});

/** What a folder must remember outside of its table. */
export type FolderState = z.output<typeof stateSchema>;

/** The file cannot be read; the message says what to do. */
export class DamagedStateError extends Error {
  override readonly name = 'DamagedStateError';
}

/**
 * The state of a folder; undefined of a new one.
 * @throws DamagedStateError saying what to do
 */
export async function readState(directory: string): Promise<FolderState | undefined> {
  const path = join(directory, 'state.json');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  const state = stateSchema.safeParse(parseJson(text));
  if (!state.success)
    throw new DamagedStateError(
      `${path} is damaged. It says whether the folder holds the demo or your own accounts. If they are your own, write ` +
        '{"kind":"accounts"} into it to go on; otherwise delete the folder.',
    );
  return state.data;
}

function writeState(directory: string, state: FolderState): Promise<void> {
  return writeWhole(join(directory, 'state.json'), `${JSON.stringify(state)}\n`);
}

/** Changes what a folder remembers; the rest stays. */
export async function updateState(directory: string, change: Partial<FolderState>): Promise<void> {
  const state = await readState(directory);
  await writeState(directory, { kind: 'accounts', ...state, ...change });
}

/** Notes that something happened at a calendar time, epoch ms: from now on the calendar is at least there. */
export async function noteTime(directory: string, at: number): Promise<void> {
  const { pulledAt = at } = (await readState(directory)) ?? {};
  await updateState(directory, { pulledAt: Math.max(pulledAt, at) });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The calendar would run backwards. */
export class CalendarError extends Error {
  override readonly name = 'CalendarError';
}

/**
 * Time never runs backwards in a folder: history would contradict itself.
 * @param isMoved whether `--now` was given
 * @throws CalendarError saying what to do
 */
export function checkCalendar(state: FolderState | undefined, now: number, isMoved: boolean): void {
  const last = state?.pulledAt;
  if (last === undefined || now >= last) return;
  const at = new Date(last).toISOString();
  throw new CalendarError(
    isMoved
      ? `--now ${new Date(now).toISOString()} is before the last pull in this folder, which was at ${at}. Give a later time, or another folder with --data DIR.`
      : `The last pull in this folder was at ${at}, which is still to come: its calendar was moved with --now. Give --now with a later time, or another folder with --data DIR.`,
  );
}
