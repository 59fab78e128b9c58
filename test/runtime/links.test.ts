import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LinkClaims, readLink, signLink } from '../../functions/runtime/links.ts';

const key = async () => 'a-key-of-more-than-sixteen-characters';
const claims: LinkClaims = { owner: 'alice', purpose: 'unsubscribe', subject: 'weekly:abc', expiresAt: 2_000_000 };
const expected = { purpose: 'unsubscribe', wall: 1_000_000 } as const;

describe('a signed link', () => {
  it('says what was signed', async () => {
    expect(await readLink(key, await signLink(key, claims), expected)).toEqual({ ok: true, claims });
  });

  it('gives back any owner and subject, and needs no encoding in a path', async () => {
    const texts = fc.string({ maxLength: 60 }).filter((text) => !text.includes('\n'));
    await fc.assert(
      fc.asyncProperty(texts, fc.integer({ min: 1_001, max: 4_000_000_000 }), async (subject, seconds) => {
        const signed = { ...claims, subject: subject.toWellFormed(), expiresAt: seconds * 1000 };
        const token = await signLink(key, signed);
        expect(token).toMatch(/^[A-Za-z0-9_.-]+$/);
        expect(await readLink(key, token, expected)).toEqual({ ok: true, claims: signed });
      }),
    );
  });

  it('stays short: a hundred characters and what it is about', async () => {
    expect((await signLink(key, { ...claims, subject: '' })).length).toBeLessThanOrEqual(100);
  });

  it('runs out by the wall clock', async () => {
    const token = await signLink(key, claims);
    expect(await readLink(key, token, { ...expected, wall: 2_000_000 })).toEqual({ ok: false, reason: 'expired' });
  });

  it('is forged if any of its characters is another', async () => {
    const token = await signLink(key, claims);
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length - 1), fc.constantFrom('A', 'b', '_', '.'), async (at, character) => {
        fc.pre(token[at] !== character);
        const changed = token.slice(0, at) + character + token.slice(at + 1);
        // The last character of 43 carries two bits that mean nothing; compared as text, they are still not the same.
        expect(await readLink(key, changed, expected)).toEqual({ ok: false, reason: 'forged' });
      }),
    );
  });

  it('is forged under another key, cut short, empty, or endless', async () => {
    const token = await signLink(key, claims);
    const others = [token.slice(0, -1), '', '.', 'x'.repeat(10_000), `${token}x`, Buffer.from(token).toString('hex')];
    for (const text of others) expect(await readLink(key, text, expected)).toEqual({ ok: false, reason: 'forged' });
    expect(await readLink(async () => 'another-key-of-more-than-sixteen', token, expected)).toMatchObject({
      ok: false,
    });
  });

  it('opens nothing but what it was made for', async () => {
    const purpose: LinkClaims['purpose'] = JSON.parse('"have-met"');
    const token = await signLink(key, { ...claims, purpose });
    expect(await readLink(key, token, expected)).toEqual({ ok: false, reason: 'other-purpose' });
  });

  it('is not signed with a key that is no key', async () => {
    await expect(signLink(async () => '', claims)).rejects.toThrow('too short');
  });
});
