import { gzipSync } from 'node:zlib';
import { Replay, type ReplayNetwork, type ReplayTotals, type ToldChange } from '../../functions/replaying/replay.ts';
import { readSeries, type Snapshot } from '../../functions/replaying/series.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
const START = Date.parse('2026-01-01T06:00:00Z');

/** One list of a made-up series. */
export interface Recording {
  readonly t: string;
  readonly ids: readonly string[];
  readonly dup?: readonly string[];
}

/** Time of a pull, one a day unless said otherwise. */
export const timeOf = (pull: number, every: number = DAY): string =>
  new Date(START + pull * every).toISOString().replace('.000Z', 'Z');

/** Lists taken one after the other, at equal distances. */
export function recordingsOf(lists: readonly (readonly string[])[], every: number = DAY): Recording[] {
  return lists.map((ids, pull) => ({ t: timeOf(pull, every), ids }));
}

/** The file that holds these lists: the first whole, the others as what was added and removed. */
export function seriesFile(recordings: readonly Recording[]): string {
  return recordings
    .map(({ t, ids, dup }, pull) => {
      const n = ids.length + (dup?.length ?? 0);
      const twice = dup === undefined ? {} : { dup };
      if (pull === 0) return { t, n, ids, ...twice };
      const before = new Set(recordings[pull - 1]?.ids);
      const now = new Set(ids);
      const del = [...before].filter((id) => !now.has(id));
      return { t, n, add: ids.filter((id) => !before.has(id)), del, ...twice };
    })
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
}

export interface Replayed {
  readonly snapshots: readonly Snapshot[];
  readonly told: readonly ToldChange[];
  readonly lost: readonly ToldChange[];
  /** Why each snapshot that was refused was. */
  readonly refusals: readonly string[];
  readonly totals: ReplayTotals;
}

/** Replays a file as the command does. */
export async function replayFile(file: string | Uint8Array, network?: ReplayNetwork): Promise<Replayed> {
  const replay = new Replay(network);
  const snapshots: Snapshot[] = [];
  const told: ToldChange[] = [];
  const refusals: string[] = [];
  for await (const snapshot of readSeries(inChunks(file))) {
    const step = replay.take(snapshot);
    snapshots.push(snapshot);
    if (step.accepted) told.push(...step.told);
    else refusals.push(step.refusal);
  }
  const lost = told.filter(({ kind }) => kind === 'lost');
  return { snapshots, told, lost, refusals, totals: replay.totals() };
}

/** Replays lists taken one after the other. */
export function replayLists(
  lists: readonly (readonly string[])[],
  options: { readonly every?: number; readonly network?: ReplayNetwork } = {},
): Promise<Replayed> {
  return replayFile(seriesFile(recordingsOf(lists, options.every)), options.network);
}

/** A file as a disk gives it: in pieces that know nothing of lines. */
export async function* inChunks(file: string | Uint8Array, size = 4_096): AsyncGenerator<Uint8Array> {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export const packed = (text: string): Uint8Array => gzipSync(text);

/** Ids of people of no particular network: `p0`, `p1` … */
export const crowd = (size: number, first = 0): string[] => Array.from({ length: size }, (_, n) => `p${first + n}`);

/** Numbers that look random and are the same in each run: [0, 1). */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A list that leaves people out, each with this probability. */
export function partial(ids: readonly string[], missed: number, random: () => number): string[] {
  return ids.filter(() => random() >= missed);
}
