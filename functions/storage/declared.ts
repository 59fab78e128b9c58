import * as z from 'zod';
import { type Db, getItem, type Item, putItem, queryPrefix } from './db.ts';
import { DECLARED_PK, declaredKey } from './keys.ts';

const declaredItem = z.object({
  owner: z.string(),
  accountId: z.string(),
  /** As the configuration has accounts; absent when it was removed. Whoever uses it parses it. */
  account: z.unknown().optional(),
  /** Calendar, epoch ms. */
  at: z.number(),
});

/** What the API says about an account, besides the configuration: there, or removed. */
export type Declared = Readonly<z.output<typeof declaredItem>>;

/** Notes an account as it is to be, or with `account` undefined that it was removed. */
export async function putDeclared(db: Db, declared: Declared): Promise<void> {
  await putItem(db, declaredKey(declared.owner, declared.accountId), { ...declared });
}

export async function readDeclared(db: Db, owner: string, accountId: string): Promise<Declared | undefined> {
  const item = await getItem(db, declaredKey(owner, accountId), { consistent: true });
  return item === undefined ? undefined : parse(item);
}

/** All that the API says about accounts, or about one owner's. */
export async function listDeclared(db: Db, owner?: string): Promise<Declared[]> {
  const prefix = owner === undefined ? '' : `${owner}#`;
  return (await queryPrefix(db, DECLARED_PK, prefix, { consistent: true })).map(parse);
}

function parse(item: Item): Declared {
  return declaredItem.parse(item);
}
