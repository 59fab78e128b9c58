import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../functions/runtime/config.ts';
import { type Config, configSchema } from '../../functions/runtime/config-schema.ts';
import { isPublicProvider, readSenders } from '../../lib/senders.ts';

function configOf(...froms: string[]): Config {
  return configSchema.parse({
    owners: [
      {
        id: 'alice',
        name: 'Alice',
        accounts: [{ id: 'list:friends' }],
        digests: froms.map((from, n) => ({ id: `digest-${n}`, from, recipients: [{ email: 'alice@gmail.com' }] })),
      },
    ],
  });
}

describe('senders', () => {
  it('are told without their names, and each once', () => {
    const config = configOf('Alice <a@garden.example>', 'a@garden.example', 'A@Garden.example', 'b@harbour.example');
    expect(readSenders(config, 'test')).toEqual({
      addresses: ['A@Garden.example', 'b@harbour.example'],
      domains: ['garden.example', 'harbour.example'],
      recipients: ['alice@gmail.com'],
    });
  });

  it('at public mail providers are refused with the field, the reason and what is expected', () => {
    expect(() => readSenders(configOf('a@garden.example', 'Alice <alice@gmail.com>'), 'rekindle.config.json')).toThrow(
      new ConfigError('rekindle.config.json', [
        'owners[0].digests[1].from: found "Alice <alice@gmail.com>", expected an address at a domain of your own. ' +
          'Public mail providers tell the world by DMARC that only their own servers send for their addresses, so a ' +
          'mail from SES in their name is rejected or lands in spam. They are fine as recipients.',
      ]),
    );
  });

  it.each([
    'gmail.com',
    'GMAIL.com',
    'googlemail.com',
    'yahoo.co.uk',
    'yahoo.com.br',
    'gmx.de',
    'web.de',
    'icloud.com',
    'proton.me',
    'hotmail.fr',
    't-online.de',
    'qq.com',
  ])('%s is a public provider', (domain) => {
    expect(isPublicProvider(domain)).toBe(true);
  });

  it.each([
    'garden.example',
    'mail.garden.example',
    'gmail.garden.example',
    'example.org',
    'my-gmail.com',
    'me.garden.org',
    'gmail',
    'com',
  ])('%s is not', (domain) => {
    expect(isPublicProvider(domain)).toBe(false);
  });

  it('are never taken for public below any domain of their own', () => {
    fc.assert(
      fc.property(fc.domain(), (domain) => {
        expect(isPublicProvider(`${domain.split('.')[0]}.garden.example`)).toBe(false);
      }),
    );
  });

  it('beyond what a policy holds are refused with a way out', () => {
    const owners = Array.from({ length: 41 }, (_, n) => ({
      ...configOf(`a${n}@garden.example`).owners[0],
      id: `owner-${n}`,
    }));
    expect(() => readSenders(configSchema.parse({ owners }), 'test')).toThrow(
      'owners: found 41 different sender addresses, expected at most 40 in one stack',
    );
  });
});
