import { describe, expect, it } from 'vitest';
import { pictureAddress, webAddress, webAddresses } from '../../functions/networks/addresses.ts';
import { cleanProfile } from '../../functions/networks/profiles.ts';

const RAW = { handle: 'ana.example', url: 'https://ana.example/', fallbackUrl: 'https://net.example/ana' };

describe('cleanProfile', () => {
  it('leaves out what is absent, null, empty or unusable', () => {
    expect(
      cleanProfile({
        ...RAW,
        name: '',
        bio: null,
        location: ' ',
        links: ['javascript:alert(1)'],
        avatar: 'data:x',
        reach: -1,
      }),
    ).toEqual({ handle: 'ana.example', url: 'https://ana.example/' });
  });

  it('keeps what is there, cleaned', () => {
    const profile = cleanProfile({
      ...RAW,
      name: ' Ana\u202E ',
      bio: 'a\nb',
      reach: 0,
      isBot: true,
      isProtected: false,
    });
    expect(profile).toEqual({
      ...{ handle: 'ana.example', url: 'https://ana.example/' },
      name: 'Ana',
      bio: 'a\nb',
      reach: 0,
      isBot: true,
    });
  });

  it('falls back on the network where the address is none a person should open', () => {
    for (const url of ['javascript:alert(1)', 'https://user:pass@ana.example/', '', null]) {
      expect(cleanProfile({ ...RAW, url }).url).toBe('https://net.example/ana');
    }
  });
});

describe('addresses', () => {
  it('takes http and https only, without credentials, within 2,000 characters', () => {
    expect(webAddress(' https://ana.example/me ')).toBe('https://ana.example/me');
    for (const bad of [
      'ftp://a.example',
      'ana',
      'javascript:1',
      'http://a:b@c.example',
      `https://a.example/${'x'.repeat(2_000)}`,
      'https://a.example/\uD800',
    ]) {
      expect(webAddress(bad), bad.slice(0, 40)).toBeUndefined();
    }
  });

  it('guesses the scheme that people leave out, once per address, at most ten', () => {
    expect(webAddresses(['ana.example/me', 'https://ana.example/me', 'mailto:x@y.example'])).toEqual([
      'https://ana.example/me',
    ]);
    expect(webAddresses(Array.from({ length: 30 }, (_, i) => `https://a.example/${i}`))).toHaveLength(10);
    expect(webAddresses([])).toBeUndefined();
  });

  it('keeps a picture without the query that changes with every answer', () => {
    expect(pictureAddress('https://cdn.example/a.jpg?X-Amz-Signature=1&x=2')).toBe('https://cdn.example/a.jpg');
    expect(pictureAddress('https://cdn.example/u/1?v=4')).toBe('https://cdn.example/u/1?v=4');
  });
});
