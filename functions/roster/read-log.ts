import { type Db, type Item, queryPages } from '../storage/db.ts';
import type { Head } from '../storage/items.ts';
import { logRange } from '../storage/keys.ts';
import { CorruptRosterError } from './errors.ts';
import { type Delta, decodeLog } from './log.ts';

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

/** Items of the log from version `from` to the head's, whoever wrote them. */
async function readEntries(db: Db, head: Head, from: number, consistent: boolean): Promise<LogEntry[]> {
  const range = logRange(head.key, from, head.version);
  const entries: LogEntry[] = [];
  const pages = queryPages(db, {
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
    ExpressionAttributeValues: { ':pk': range.pk, ':first': range.first, ':last': range.last },
    ConsistentRead: consistent,
  });
  for await (const page of pages) entries.push(...page.map(logEntry));
  return entries;
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
