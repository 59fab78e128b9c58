import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { parseConfig } from '../../functions/runtime/config.ts';
import { configSchema } from '../../functions/runtime/config-schema.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const read = (name: string) => readFileSync(resolve(ROOT, name), 'utf8');

describe('what is shipped', () => {
  it('the example is valid, shows several networks, and mails nobody real', () => {
    const config = parseConfig(read('rekindle.config.example.json'), 'example');
    const networks = config.owners.flatMap(({ accounts }) => accounts.map(({ id }) => id.split(':')[0]));
    expect(networks).toEqual(['bluesky', 'mastodon', 'github', 'list']);
    const mail = JSON.stringify(config.owners.map(({ digests }) => digests)).match(/[\w.-]+@[\w.-]+/g) ?? [];
    expect(mail.length).toBeGreaterThan(1);
    for (const address of mail) expect(address).toMatch(/@example\.org$/);
  });

  it('the JSON Schema for editors is that of the code (else: node bin/write-schema.ts && npm run format)', () => {
    expect(JSON.parse(read('docs/rekindle.config.schema.json'))).toEqual(z.toJSONSchema(configSchema, { io: 'input' }));
    expect(JSON.parse(read('rekindle.config.example.json'))).toMatchObject({
      $schema: './docs/rekindle.config.schema.json',
    });
  });
});
