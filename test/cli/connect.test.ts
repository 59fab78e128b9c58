import { spawn } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freshFolder } from '../local/folder-for-test.ts';
import { type FakeAuthorizationServer, startAuthorizationServer } from '../networks/fakes/authorization-server.ts';

const CLI = fileURLToPath(new URL('../../bin/cli.ts', import.meta.url));

async function fakeServer(): Promise<FakeAuthorizationServer> {
  const fake = await startAuthorizationServer();
  onTestFinished(() => fake.close());
  return fake;
}

/** Runs `connect` with lines on its input; `saying` waits for its words. */
async function connect(fake: FakeAuthorizationServer, account: string, lines: readonly string[], ...args: string[]) {
  const cwd = await freshFolder();
  const owners = [{ id: 'olga', name: 'Olga', accounts: [{ id: account }] }];
  writeFileSync(join(cwd, 'rekindle.config.json'), JSON.stringify({ owners }));
  const network = account.slice(0, account.indexOf(':'));
  const child = spawn(
    process.execPath,
    [
      '--import',
      new URL('../../bin/check-node.mjs', import.meta.url).href,
      CLI,
      'connect',
      network,
      '--port',
      '0',
      ...args,
    ],
    {
      cwd,
      env: { PATH: process.env['PATH'] ?? '', REKINDLE_X_URL: fake.url, REKINDLE_MASTODON_URL: fake.url },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  let out = '';
  const told = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      for (const look of told) look();
    });
  }
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  for (const line of lines) child.stdin.write(`${line}\n`);
  return {
    ended: ended.then((code) => ({ code, out })),
    saying: (pattern: RegExp) =>
      new Promise<string>((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(out);
          if (match === null) return;
          told.delete(look);
          resolve(match[0]);
        };
        told.add(look);
        look();
        void ended.then(() => reject(new Error(`It ended without saying ${pattern}:\n${out}`)));
      }),
    file: join(cwd, '.rekindle', 'secrets', 'credentials', 'olga', encodeURIComponent(account)),
  };
}

const ADDRESS = /http:\/\/127\.0\.0\.1:\d+\/\S*authorize\?\S+/;

/** What a browser would do: opens the address, and goes where it is sent. */
const browse = async (address: string): Promise<string> => (await fetch(address)).text();
/** Where the network would send the browser, without going there. */
async function sentTo(address: string): Promise<URL> {
  const response = await fetch(address, { redirect: 'manual' });
  return new URL(response.headers.get('location') ?? '');
}

describe('rekindle connect x', () => {
  it('signs in, checks whose account it is, and keeps the credential where only its owner can read it', async () => {
    const fake = await fakeServer();
    const run = await connect(fake, 'x:alice', ['client-1', 'client-secret']);
    const address = new URL(await run.saying(ADDRESS));
    expect(address.searchParams.get('code_challenge_method')).toBe('S256');
    expect(address.searchParams.get('scope')).toContain('offline.access');
    expect(await browse(address.href)).toContain('You can close this window');
    const { code, out } = await run.ended;
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('x:alice is connected') });
    expect(out).toContain('as alice, 812 followers');
    expect(out).toContain(`http://127.0.0.1:${new URL(address.searchParams.get('redirect_uri') ?? '').port}/`);
    expect(statSync(run.file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(run.file, 'utf8'))).toMatchObject({
      ...{ kind: 'oauth2', version: 1, network: 'x', accessToken: 'access-2', refreshToken: 'refresh-3' },
      ...{ clientId: 'client-1', clientSecret: 'client-secret', tokenEndpoint: `${fake.url}/2/oauth2/token` },
    });
    // A confidential app of X names itself in a header.
    expect(fake.tokenRequests[0]?.['authorization']).toMatch(/^Basic /);
    for (const secret of ['access-2', 'refresh-3', 'client-secret', 'code-1']) expect(out).not.toContain(secret);
  }, 20_000);

  it('stores nothing when consent is refused', async () => {
    const fake = await fakeServer();
    fake.consent = 'refuses';
    const run = await connect(fake, 'x:alice', ['client-1', '']);
    await browse(await run.saying(ADDRESS));
    const { code, out } = await run.ended;
    expect({ code, out }).toMatchObject({ code: 1, out: expect.stringContaining('You did not allow it') });
    expect(() => statSync(run.file)).toThrow();
    expect(fake.tokenRequests).toEqual([]);
  }, 20_000);

  it('turns away what belongs to another sign-in or asks for an icon, and goes on waiting for its own', async () => {
    const fake = await fakeServer();
    const run = await connect(fake, 'x:alice', ['client-1', '']);
    const own = await sentTo(await run.saying(ADDRESS));
    const strange = new URL(own);
    strange.searchParams.set('state', 'somebody-elses');
    strange.searchParams.set('code', 'stolen');
    expect((await fetch(new URL('/favicon.ico', own))).status).toBe(404);
    expect((await fetch(strange)).status).toBe(400);
    expect(fake.tokenRequests).toEqual([]);
    expect((await fetch(own)).status).toBe(200);
    expect(await run.ended).toMatchObject({ code: 0 });
    expect(fake.tokenRequests).toHaveLength(1);
    expect(fake.tokenRequests[0]).toMatchObject({ client_id: 'client-1', code: own.searchParams.get('code') });
  }, 20_000);
});

describe('rekindle connect mastodon', () => {
  it('registers itself with the server, and needs no app of the person', async () => {
    const fake = await fakeServer();
    fake.expiresIn = undefined;
    const run = await connect(fake, 'mastodon:alice@social.example', []);
    await browse(await run.saying(ADDRESS));
    const { code, out } = await run.ended;
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('It does not end by itself') });
    const stored = JSON.parse(readFileSync(run.file, 'utf8'));
    expect(stored).toMatchObject({ network: 'mastodon', clientId: 'app-1', clientSecret: 'app-1-secret' });
    expect(stored).not.toHaveProperty('expiresAt');
    expect(out).not.toContain(stored.accessToken);
  }, 20_000);

  it('takes a pasted token', async () => {
    const fake = await fakeServer();
    fake.access.add('made-by-hand');
    const run = await connect(fake, 'mastodon:alice@social.example', ['made-by-hand'], '--token');
    const { code, out } = await run.ended;
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('is connected') });
    expect(out).not.toContain('made-by-hand');
    expect(readFileSync(run.file, 'utf8')).toBe('made-by-hand\n');
  }, 20_000);
});
