import { createHash } from 'node:crypto';
import { ScanCommand, type ScanCommandOutput } from '@aws-sdk/client-dynamodb';
import { ERASURE_KEY } from '../pulling/erased.ts';
import type { Secrets } from '../runtime/secrets.ts';
import type { Db } from '../storage/db.ts';
import { erasurePk, TOMBSTONE_PREFIX } from '../storage/keys.ts';
import { SCHEMA_VERSION } from '../storage/table.ts';
import { broughtForward } from '../storage/versions.ts';
import { itemToJson, type RawItem } from './attribute-json.ts';
import { asCarried, keyOfItem } from './carried.ts';
import { erasureKeyMark, type Header, kindOf, type Manifest } from './format.ts';

export interface BackUpDeps {
  readonly db: Db;
  readonly secrets: Pick<Secrets, 'read'>;
  /** Calendar, epoch ms. */
  readonly now: number;
  /** Outside of the table, of a folder. */
  readonly state?: Readonly<Record<string, unknown>>;
  readonly progress?: (items: number) => void;
}

/**
 * Everything that is to be carried, line by line, for {@link restore}; the manifest comes last. Nobody may pull or
 * send meanwhile: the folder's lock is held, or the stage's ticks are paused.
 * @param done is told the manifest
 * @throws NewerSchemaError if a newer version has written an item
 */
export async function* backUp(deps: BackUpDeps, done?: (manifest: Manifest) => void): AsyncGenerator<string> {
  const hash = createHash('sha256');
  const kinds = new Map<string, number>();
  let items = 0;
  let erased = 0;
  const line = (text: string): string => {
    hash.update(`${text}\n`);
    return `${text}\n`;
  };
  const header: Header = {
    ...{ rekindle: 'backup', format: 1, schema: SCHEMA_VERSION, madeAt: new Date(deps.now).toISOString() },
    ...(deps.state === undefined ? {} : { state: { ...deps.state } }),
  } as Header;
  yield line(JSON.stringify(header));
  for await (const page of scan(deps.db)) {
    for (const raw of page) {
      const item = asCarried(raw, deps.now);
      if (item === undefined) continue;
      broughtForward({ sv: Number(item['sv']?.N ?? 1) });
      const { pk } = keyOfItem(item);
      kinds.set(kindOf(pk), (kinds.get(kindOf(pk)) ?? 0) + 1);
      if (isTombstone(item)) erased += 1;
      items += 1;
      yield line(itemToJson(item));
    }
    deps.progress?.(items);
  }
  const key = erased === 0 ? undefined : await deps.secrets.read(ERASURE_KEY);
  const manifest: Manifest = {
    items,
    kinds: Object.fromEntries([...kinds].sort()),
    sha256: hash.digest('hex'),
    erased,
    ...(key === undefined ? {} : { erasureKey: erasureKeyMark(key) }),
  };
  done?.(manifest);
  yield `${JSON.stringify({ manifest })}\n`;
}

/** Whether an item says that somebody was erased, by a keyed hash. */
export function isTombstone(item: RawItem): boolean {
  const { pk, sk } = keyOfItem(item);
  return pk.startsWith(erasurePk('')) && sk.startsWith(TOMBSTONE_PREFIX);
}

/** The whole table, page by page. Needs the right to scan, which no function has. */
export async function* scan({ client, tableName }: Db): AsyncGenerator<RawItem[]> {
  let start: ScanCommandOutput['LastEvaluatedKey'];
  do {
    const page: ScanCommandOutput = await client.send(
      new ScanCommand({ TableName: tableName, ExclusiveStartKey: start, ConsistentRead: true }),
    );
    yield page.Items ?? [];
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}
