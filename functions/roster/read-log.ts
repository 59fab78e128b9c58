import { type Db, type Item, queryPages } from '../storage/db.ts';
import type { Head } from '../storage/items.ts';
import { logRange } from '../storage/keys.ts';
import { giveBack } from '../storage/pack.ts';
import { CorruptRosterError } from './errors.ts';
import { type Delta, decodeLog, type OpenChunk, openChunk } from './log.ts';

/** One committed version. */
export interface LoggedDelta extends Delta {
  readonly version: number;
}

/** A log item's place in the chain, without its contents. */
export interface LogEntry {
  readonly sk: string;
  readonly version: number;
  readonly fence: number;
  readonly part: number;
  /** Of how many. */
  readonly parts: number;
  /** Version and fence that this one was committed on. */
  readonly prevVersion: number;
  readonly prevFence: number;
  /** Wall clock at which its writer's lease ended. */
  readonly until: number;
  readonly data: unknown;
}

/**
 * The committed versions after `from`, oldest first. The head names the newest by version and fence, each names its
 * predecessor; what another fence left behind is not read. Missing parts are read again strongly, never skipped.
 * @param from exclusive; at least the base's version
 * @throws CorruptRosterError if a part is missing for good or damaged
 */
export async function readLog(
  db: Db,
  head: Head,
  from: number,
  options: { readonly consistent?: boolean } = {},
): Promise<LoggedDelta[]> {
  if (head.version <= from) return [];
  const isStrong = options.consistent ?? false;
  const entries = await readEntries(db, head, from + 1, isStrong);
  const chain = chainOf(head, entries, from);
  if (typeof chain === 'string') {
    if (isStrong) throw new CorruptRosterError(head.key, chain);
    return readLog(db, head, from, { consistent: true });
  }
  return chain.map(({ version, chunks }) => {
    try {
      return { version, ...decodeLog(chunks.map((chunk) => chunk.data)) };
    } catch (error) {
      throw new CorruptRosterError(head.key, `version ${version} is damaged`, { cause: error });
    }
  });
}

/** A committed version, with the sort keys of its chunks in order. */
export interface ChunksOfVersion {
  readonly version: number;
  readonly chunks: readonly string[];
}

/** Takes over what a chunk says of ids and states, whoever wrote it. */
type TakeIndex = (sk: string, chunk: Pick<OpenChunk, 'index' | 'drops'>) => void;

/**
 * As {@link readLog}, but hands of each chunk only what it says of ids and states on, as it reads, and keeps nothing.
 * Which chunks count is known in the end; perhaps they are read again, strongly, from the beginning.
 * @param begin called before each reading; the chunks of the last one count
 * @throws CorruptRosterError as {@link readLog}
 */
export async function readLogIndexes(
  db: Db,
  head: Head,
  begin: () => TakeIndex,
  isStrong = false,
): Promise<ChunksOfVersion[]> {
  if (head.version <= head.baseVersion) return [];
  const take = begin();
  const entries: LogEntry[] = [];
  for await (const page of logPages(db, head, head.baseVersion + 1, isStrong)) {
    for (const { data, ...entry } of page) {
      const chunk = indexOf(data);
      if (chunk === undefined) continue;
      take(entry.sk, chunk);
      if (data instanceof Uint8Array) giveBack(data);
      entries.push({ ...entry, data: undefined });
    }
  }
  const chain = chainOf(head, entries, head.baseVersion);
  if (typeof chain === 'string') {
    if (isStrong) throw new CorruptRosterError(head.key, `${chain}, as far as they can be read`);
    return readLogIndexes(db, head, begin, true);
  }
  return chain.map(({ version, chunks }) => ({ version, chunks: chunks.map(({ sk }) => sk) }));
}

/** @returns undefined if it is damaged: what nobody committed may be as it likes, and what was committed will be missed */
function indexOf(data: unknown): Pick<OpenChunk, 'index' | 'drops'> | undefined {
  try {
    const { index, drops } = openChunk(data);
    return { index, drops };
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** Items of the log from version `from` to the head's, whoever wrote them. */
async function readEntries(db: Db, head: Head, from: number, consistent: boolean): Promise<LogEntry[]> {
  const entries: LogEntry[] = [];
  for await (const page of logPages(db, head, from, consistent)) entries.push(...page);
  return entries;
}

async function* logPages(db: Db, head: Head, from: number, consistent: boolean): AsyncGenerator<LogEntry[]> {
  const range = logRange(head.key, from, head.version);
  const pages = queryPages(db, {
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
    ExpressionAttributeValues: { ':pk': range.pk, ':first': range.first, ':last': range.last },
    ConsistentRead: consistent,
  });
  for await (const page of pages) yield page.map(logEntry);
}

export function logEntry(item: Item): LogEntry {
  const sk = String(item['sk']);
  const [version, fence, part] = sk.split('#').map(Number);
  return {
    sk,
    version: version ?? Number.NaN,
    fence: fence ?? Number.NaN,
    part: part ?? Number.NaN,
    parts: Number(item['parts']),
    prevVersion: Number(item['prevVersion']),
    prevFence: Number(item['prevFence']),
    until: Number(item['until']),
    data: item['data'],
  };
}

/** The chunks of each version in the head's chain, oldest first; or what is missing. */
export function chainOf(
  head: Pick<Head, 'version' | 'committedFence'>,
  entries: readonly LogEntry[],
  from: number,
): { readonly version: number; readonly chunks: readonly LogEntry[] }[] | string {
  const written = Map.groupBy(entries, ({ version, fence }) => `${version}#${fence}`);
  const chain: { version: number; chunks: readonly LogEntry[] }[] = [];
  let at = { version: head.version, fence: head.committedFence };
  while (at.version > from) {
    const chunks = (written.get(`${at.version}#${at.fence}`) ?? []).toSorted((a, b) => a.part - b.part);
    const [first] = chunks;
    if (first === undefined || chunks.length !== first.parts || chunks.some((chunk, part) => chunk.part !== part)) {
      return `version ${at.version} has ${chunks.length} of ${first?.parts ?? 'its'} parts`;
    }
    if (first.prevVersion !== at.version - 1) return `version ${at.version} follows version ${first.prevVersion}`;
    chain.push({ version: at.version, chunks });
    at = { version: first.prevVersion, fence: first.prevFence };
  }
  return chain.reverse();
}
