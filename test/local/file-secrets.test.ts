import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFileSecrets } from '../../lib/local/file-secrets.ts';
import { freshFolder } from './folder-for-test.ts';

describe('secrets in files', () => {
  it('are made once and readable by their owner only', async () => {
    const folder = join(await freshFolder(), 'secrets');
    const secrets = createFileSecrets(folder);
    expect(await secrets.read('keys/links')).toBeUndefined();
    expect(await secrets.readOrCreate('keys/links', () => 'first')).toBe('first');
    expect(await secrets.readOrCreate('keys/links', () => 'second')).toBe('first');
    expect(statSync(join(folder, 'keys', 'links')).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('are replaced whole, and stay readable by their owner only', async () => {
    const folder = await freshFolder();
    const secrets = createFileSecrets(folder);
    await secrets.replace('credentials/me/x:alice', 'first');
    await secrets.replace('credentials/me/x:alice', 'second');
    expect(await secrets.readAnew('credentials/me/x:alice')).toBe('second');
    expect(readdirSync(join(folder, 'credentials', 'me'))).toEqual(['x%3Aalice']);
    expect(statSync(join(folder, 'credentials', 'me', 'x%3Aalice')).mode & 0o777).toBe(0o600);
  });

  it('are the same for all who make them at once', async () => {
    const folder = await freshFolder();
    const makers = Array.from({ length: 20 }, (_, n) =>
      createFileSecrets(folder).readOrCreate('keys/links', () => `secret ${n}`),
    );
    expect(new Set(await Promise.all(makers)).size).toBe(1);
    expect(readdirSync(join(folder, 'keys'))).toEqual(['links']);
  });

  it('of a network are overruled by its token in the environment, those of an account are not', async () => {
    const folder = await freshFolder();
    const secrets = createFileSecrets(folder, { REKINDLE_GITHUB_TOKEN: ' token ', REKINDLE_MASTODON_TOKEN: '' });
    await createFileSecrets(folder).readOrCreate('credentials/github', () => 'from the file');
    await createFileSecrets(folder).readOrCreate('credentials/me/github:alice', () => 'own');
    expect(await secrets.read('credentials/github')).toBe('token');
    expect(await secrets.read('credentials/me/github:alice')).toBe('own');
    expect(await secrets.read('credentials/mastodon')).toBeUndefined();
  });

  it('of a server and of its network do not get into each other’s way', async () => {
    const [one, other] = [await freshFolder(), await freshFolder()];
    await createFileSecrets(one).readOrCreate('credentials/mastodon', () => 'all@social.example');
    expect(await createFileSecrets(one).read('credentials/mastodon/social.example')).toBeUndefined();
    const env = { REKINDLE_MASTODON_TOKEN: 'all' };
    await createFileSecrets(other).readOrCreate('credentials/mastodon/social.example', () => 'server');
    expect(await createFileSecrets(other).read('credentials/mastodon')).toBeUndefined();
    expect(await createFileSecrets(other, env).read('credentials/mastodon')).toBe('all');
    expect(await createFileSecrets(other, env).read('credentials/mastodon/social.example')).toBe('server');
  });

  it('never leave their folder, whatever they are called', async () => {
    const folder = await freshFolder();
    const secrets = createFileSecrets(join(folder, 'secrets'));
    await secrets.readOrCreate('credentials/../../mastodon:a@b', () => 'x');
    expect(readdirSync(folder)).toEqual(['secrets']);
    await expect(secrets.read('a//b')).rejects.toThrow(RangeError);
  });
});
