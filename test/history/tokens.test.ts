import { createHash } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createToken,
  ensureToken,
  newToken,
  revokeToken,
  TokenRefusedError,
  verifyToken,
} from '../../functions/storage/tokens.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';

const NOW = Date.UTC(2026, 10, 22, 12);

let table: FreshTable;
beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());

describe('an API token', () => {
  it('opens what it was made for, each owner and scope once', async () => {
    const token = await createToken(table.db, { owners: ['bob', 'alice', 'bob'], scopes: ['write', 'read'] });
    expect(token).toMatch(/^rk_[A-Za-z0-9_-]{43}$/);
    expect(await verifyToken(table.db, token, NOW)).toMatchObject({
      owners: ['alice', 'bob'],
      scopes: ['read', 'write'],
    });
  });

  it('is never stored: its SHA-256 is', async () => {
    const token = await createToken(table.db, { owners: ['alice'], scopes: ['read'], name: 'spreadsheet' });
    const { Items = [] } = await table.db.client.send(new ScanCommand({ TableName: table.db.tableName }));
    const stored = JSON.stringify(Items);
    expect(stored).not.toContain(token);
    expect(stored).not.toContain(token.slice(3));
    expect(stored).toContain(createHash('sha256').update(token).digest('hex'));
  });

  it('opens nothing once it has expired', async () => {
    const token = await createToken(table.db, { owners: ['alice'], scopes: ['read'], expiresAt: NOW });
    expect(await verifyToken(table.db, token, NOW - 1)).toBeDefined();
    expect(await verifyToken(table.db, token, NOW)).toBeUndefined();
    expect(await verifyToken(table.db, token, NOW + 365 * 86_400_000)).toBeUndefined();
  });

  it('opens nothing when it is unknown, cut, longer or of another form', async () => {
    const token = await createToken(table.db, { owners: ['alice'], scopes: ['read'] });
    const others = [
      newToken(),
      token.slice(0, -1),
      `${token}A`,
      token.slice(3),
      token.toUpperCase(),
      '',
      'rk_',
      ` ${token}`,
    ];
    const grants = await Promise.all(others.map((other) => verifyToken(table.db, other, NOW)));
    expect(grants).toEqual(others.map(() => undefined));
  });

  it('that lies in a file opens what was said, however often, and may be given more to do', async () => {
    const token = newToken();
    await ensureToken(table.db, token, { owners: ['alice'], scopes: ['read'] });
    await ensureToken(table.db, token, { owners: ['alice'], scopes: ['read'] });
    await ensureToken(table.db, token, { owners: ['alice'], scopes: ['read', 'write'] });
    expect(await verifyToken(table.db, token, NOW)).toMatchObject({ owners: ['alice'], scopes: ['read', 'write'] });
    await expect(ensureToken(table.db, 'secret', { owners: ['alice'], scopes: ['read'] })).rejects.toThrow('expected');
  });

  it("never comes to open another owner's data", async () => {
    const token = newToken();
    await ensureToken(table.db, token, { owners: ['alice'], scopes: ['read'] });
    for (const owners of [['bob'], ['alice', 'bob'], []]) {
      await expect(ensureToken(table.db, token, { owners, scopes: ['read'] })).rejects.toThrow(TokenRefusedError);
    }
    expect(await verifyToken(table.db, token, NOW)).toMatchObject({ owners: ['alice'], scopes: ['read'] });
  });

  it('opens nothing once it is revoked', async () => {
    const token = await createToken(table.db, { owners: ['alice'], scopes: ['read'] });
    await revokeToken(table.db, token);
    await revokeToken(table.db, token);
    expect(await verifyToken(table.db, token, NOW)).toBeUndefined();
  });
});
