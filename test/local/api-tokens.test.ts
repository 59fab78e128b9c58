import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newToken, verifyToken } from '../../functions/storage/tokens.ts';
import { ensureApiTokens, ownerOfToken } from '../../lib/local/api-tokens.ts';
import { UsageError } from '../../lib/local/laptop-config.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { freshFolder } from './folder-for-test.ts';

let table: FreshTable;
let folder: string;
beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());
beforeEach(async () => {
  folder = await freshFolder();
});

const fileOf = (name: string): string => readFileSync(join(folder, name), 'utf8').trim();
const ownersOf = async (token: string) => (await verifyToken(table.db, token, Date.now()))?.owners;

describe("a folder's API tokens", () => {
  it('are made once, in files that only their user can read', async () => {
    const tokens = await ensureApiTokens(folder, table.db, ['anna', 'bert']);
    expect(await ensureApiTokens(folder, table.db, ['anna', 'bert'])).toEqual(tokens);
    expect([...tokens]).toEqual([
      ['anna', fileOf('api-token-anna')],
      ['bert', fileOf('api-token-bert')],
    ]);
    expect(fileOf('api-token')).toBe(tokens.get('anna'));
    for (const name of ['api-token', 'api-token-anna']) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    expect(ownerOfToken(tokens, `Bearer ${tokens.get('bert')}`)).toBe('bert');
    expect(ownerOfToken(tokens, `Bearer ${newToken()}`)).toBeUndefined();
  });

  it('stay with their owner, whoever comes first in the configuration', async () => {
    const before = await ensureApiTokens(folder, table.db, ['anna', 'bert']);
    const after = await ensureApiTokens(folder, table.db, ['bert', 'anna']);
    expect(Object.fromEntries(after)).toEqual(Object.fromEntries(before));
    for (const owner of ['anna', 'bert']) expect(await ownersOf(before.get(owner) ?? '')).toEqual([owner]);
    expect(fileOf('api-token')).toBe(before.get('bert'));
  });

  it('stay with an owner who is replaced by another', async () => {
    const anna = (await ensureApiTokens(folder, table.db, ['anna'])).get('anna') ?? '';
    const bert = (await ensureApiTokens(folder, table.db, ['bert'])).get('bert') ?? '';
    expect(bert).not.toBe(anna);
    expect(await ownersOf(anna)).toEqual(['anna']);
    expect(await ownersOf(bert)).toEqual(['bert']);
    expect(fileOf('api-token')).toBe(bert);
    expect((await ensureApiTokens(folder, table.db, ['anna'])).get('anna')).toBe(anna);
  });

  it('end when nobody has them any more', async () => {
    const tokens = await ensureApiTokens(folder, table.db, ['anna']);
    writeFileSync(join(folder, 'api-token-anna'), newToken());
    await ensureApiTokens(folder, table.db, ['anna']);
    expect(await ownersOf(tokens.get('anna') ?? '')).toBeUndefined();
    expect(await ownersOf(fileOf('api-token'))).toEqual(['anna']);
  });

  it('that are damaged, or in the wrong file, are refused with what to do; a damaged copy is mended', async () => {
    const tokens = await ensureApiTokens(folder, table.db, ['anna', 'bert']);
    writeFileSync(join(folder, 'api-token'), 'rk_cut');
    await ensureApiTokens(folder, table.db, ['anna', 'bert']);
    expect(fileOf('api-token')).toBe(tokens.get('anna'));
    for (const wrong of ['rk_cut', tokens.get('anna') ?? '', '\n']) {
      writeFileSync(join(folder, 'api-token-bert'), wrong);
      const starting = ensureApiTokens(folder, table.db, ['anna', 'bert']);
      await expect(starting).rejects.toThrow(UsageError);
      await expect(starting).rejects.toThrow(/api-token-bert is .*[Dd]elete it/);
    }
  });
});
