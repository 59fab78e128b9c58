import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recipientHash } from '../../functions/mailing/recipient.ts';
import { unsubscribe, unsubscribePage } from '../../functions/mailing/unsubscribe.ts';
import { unsubscribeUrl } from '../../functions/mailing/unsubscribe-links.ts';
import { readSuppressions } from '../../functions/storage/suppressions.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { configOf, DAY, START, signingKey } from './world.ts';

let table: FreshTable;
let wall = START;
beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());
beforeEach(() => {
  wall = START;
});

const config = configOf({ id: 'alice', name: 'Alice <script>alert(1)</script>' });
const deps = () => ({ db: table.db, config, signingKey, clock: { now: () => START, wall: () => wall } });

async function tokenFor(email: string, owner = 'alice'): Promise<string> {
  const who = { owner, digestId: 'weekly', recipient: recipientHash(owner, email) };
  const url = await unsubscribeUrl('https://rekindle.example', signingKey, who, START);
  return url.slice('https://rekindle.example/unsubscribe/'.length);
}

async function isSuppressed(email: string, owner = 'alice', digestId = 'weekly'): Promise<boolean> {
  const recipient = recipientHash(owner, email);
  return (await readSuppressions(table.db, owner, digestId, [recipient])).has(recipient);
}

describe('the page behind the link', () => {
  it('shows a plain form and changes nothing, however often it is opened', async () => {
    const token = await tokenFor('a@mail.example');
    for (let n = 0; n < 3; n += 1) {
      const page = await unsubscribePage(deps(), token);
      expect(page.status).toBe(200);
      expect(page.body).toContain('<form method="post">');
      expect(page.body).not.toMatch(/<script|onload|http-equiv|autofocus|<img/i);
    }
    expect(await isSuppressed('a@mail.example')).toBe(false);
  });

  it('escapes the owner’s name and allows nothing from elsewhere', async () => {
    const { body, headers } = await unsubscribePage(deps(), await tokenFor('a@mail.example'));
    expect(body).toContain('Alice &lt;script&gt;alert(1)&lt;/script&gt;');
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]{44}'/);
    expect(headers['content-security-policy']).toContain("form-action 'self'");
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    expect(Object.keys(headers)).not.toContain('set-cookie');
  });

  it('says so to somebody who has unsubscribed before', async () => {
    const token = await tokenFor('again@mail.example');
    await unsubscribe(deps(), token);
    const { body } = await unsubscribePage(deps(), token);
    expect(body).toContain('You are unsubscribed');
    expect(body).toContain('npm run rekindle -- resubscribe YOUR-ADDRESS</code>');
    const there = await unsubscribePage({ ...deps(), page: { commandPlace: '--data mine' } }, token);
    expect(there.body).toContain('npm run rekindle -- resubscribe YOUR-ADDRESS --data mine</code>');
  });
});

describe('a POST to the link', () => {
  it('unsubscribes from this digest of this owner, at once and without a redirect', async () => {
    const page = await unsubscribe(deps(), await tokenFor('b@mail.example'));
    expect(page.status).toBe(200);
    expect(page.headers).not.toHaveProperty('location');
    expect(await isSuppressed('b@mail.example')).toBe(true);
    expect(await isSuppressed('B@Mail.Example')).toBe(true);
    expect(await isSuppressed('b@mail.example', 'alice', 'another')).toBe(false);
    expect(await isSuppressed('b@mail.example', 'bert')).toBe(false);
  });

  it('may come twice', async () => {
    const token = await tokenFor('c@mail.example');
    expect(await unsubscribe(deps(), token)).toEqual(await unsubscribe(deps(), token));
  });

  it('with a link that has run out changes nothing and says what to do', async () => {
    const token = await tokenFor('d@mail.example');
    wall = START + 400 * DAY;
    for (const act of [unsubscribe, unsubscribePage]) {
      const page = await act(deps(), token);
      expect(page.status).toBe(410);
      expect(page.body).toContain('newer mail');
    }
    expect(await isSuppressed('d@mail.example')).toBe(false);
  });

  it('with a forged link changes nothing', async () => {
    const token = await tokenFor('e@mail.example');
    for (const forged of [`${token.slice(0, -2)}xx`, token.slice(2), '', '../../etc', '<script>']) {
      const page = await unsubscribe(deps(), forged);
      expect(page.status).toBe(400);
      expect(page.body).not.toContain('<script>');
    }
    expect(await isSuppressed('e@mail.example')).toBe(false);
  });

  it('works still when the owner is gone from the configuration', async () => {
    const token = await tokenFor('f@mail.example', 'gone');
    expect((await unsubscribe(deps(), token)).body).toContain('This digest will not come to you again');
    expect(await isSuppressed('f@mail.example', 'gone')).toBe(true);
  });
});
