import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bytesOf, memoryBudget } from '../../functions/core/list-bytes.ts';
import { Parked } from '../../functions/roster/parked.ts';
import { packForNow } from '../../functions/storage/pack.ts';

/** Text that packs no better than a stranger's: its words are nobody else's. */
function textOf(seed: string, length: number): string {
  let text = '';
  for (let n = 0; text.length < length; n += 1)
    text += `${createHash('md5').update(`${seed}${n}`).digest('base64url')} `;
  return text.slice(0, length).replaceAll(/(.{6})./g, '$1 ');
}

/** As a list carries them. Half of the words of a bio are everybody's. */
function newcomer(n: number, bio: number) {
  const handle = `${textOf(`h${n}`, 12).replaceAll(' ', '-')}.people.example`;
  const said = `${textOf(`b${n}`, bio / 2)} ${'writer, runner, reader of maps. '.repeat(8).slice(0, bio / 2)}`;
  return {
    id: `did:plc:${textOf(`i${n}`, 24)}`,
    profile: { handle, name: textOf(`n${n}`, 14), url: `https://people.example/profile/${handle}`, bio: said },
  };
}

/** What parking takes of each of 250 newcomers, as many as are packed together. */
function parkedBytes(bio: number): number {
  const people = Array.from({ length: 250 }, (_, n) => newcomer(n, bio));
  const parked = new Parked<(typeof people)[number]>();
  for (const one of people) parked.push(one);
  expect(parked.all()).toEqual(people);
  return packForNow(Buffer.from(JSON.stringify(people))).length / people.length;
}

describe('what a newcomer is thought to take', () => {
  const thought = bytesOf({ known: 0, expected: 1 }) - bytesOf({ known: 0, expected: 0 });

  it('is no less than what parking takes of one with a long bio and an id, and not twice as much', () => {
    const id = 30;
    expect(parkedBytes(256) + id).toBeLessThanOrEqual(thought);
    expect(parkedBytes(256) + id).toBeGreaterThan(thought / 2);
  });

  it('lets a first pull of a million be one of several where there are 3 GB', () => {
    expect(bytesOf({ known: 0, expected: 1_000_000 })).toBeLessThan(memoryBudget(3_008) / 2);
    expect(bytesOf({ known: 2_000_000, expected: 1_000_000 })).toBe(bytesOf({ known: 2_000_000, expected: 0 }));
  });
});
