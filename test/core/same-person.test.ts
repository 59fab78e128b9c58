import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NetworkId } from '../../functions/core/model.ts';
import { groupIds, type Identity, pairOf, samePeople } from '../../functions/core/same-person.ts';
import { mayLink } from '../../functions/networks/terms.ts';

const person = (network: NetworkId, id: string, url: string, links: string[] = [], bio = ''): Identity => ({
  personId: `${network}:${id}`,
  network,
  profile: { handle: id, url, links, bio },
});
const ON_GITHUB = 'https://github.com/Ada';
const ON_BLUESKY = 'https://bsky.app/profile/ada.example';
const github = person('github', 'ada', ON_GITHUB, ['http://www.bsky.app/profile/ada.example/']);
const bluesky = person('bluesky', 'ada', ON_BLUESKY, ['https://github.com/ada']);
const always = () => true;
const linked = (people: readonly Identity[], undone?: ReadonlySet<string>) =>
  [...samePeople(people, always, undone)].map(([id, links]) => [id, links.map(({ personId }) => personId)]);

describe('the same person elsewhere', () => {
  it('is known by links that point both ways, however they are written', () => {
    expect(linked([github, bluesky])).toEqual([
      ['github:ada', ['bluesky:ada']],
      ['bluesky:ada', ['github:ada']],
    ]);
    const byBio = person('bluesky', 'ada', ON_BLUESKY, [], 'Code: github.com/ada, boats elsewhere.');
    expect(linked([github, byBio])).toHaveLength(2);
    expect(samePeople([github, bluesky], always).get('github:ada')?.[0]?.proof).toBe('each profile links the other');
  });

  it('is not known by one link alone, by likeness, nor on the same network', () => {
    expect(linked([github, person('bluesky', 'ada', ON_BLUESKY)])).toEqual([]);
    expect(linked([person('github', 'ada', ON_GITHUB), person('bluesky', 'ada', ON_BLUESKY)])).toEqual([]);
    expect(linked([github, { ...bluesky, network: 'github' }])).toEqual([]);
  });

  it('is known by one link that the network of the linking profile verified, in both directions', () => {
    const at = 'https://github.com/ada/';
    const verified = person('mastodon', 'ada', 'https://social.example/@ada', [at]);
    const mastodon = { ...verified, profile: { ...verified.profile, verifiedLinks: [at] } };
    const plain = person('github', 'ada', ON_GITHUB);
    const proof = 'the Mastodon profile links the other, and the server verified it';
    const links = samePeople([plain, mastodon], mayLink);
    expect(links.get('github:ada')).toMatchObject([{ personId: 'mastodon:ada', proof }]);
    expect(links.get('mastodon:ada')).toMatchObject([{ personId: 'github:ada', proof }]);
    expect(linked([plain, verified])).toEqual([]);
    expect(linked([plain, mastodon], new Set([pairOf('github:ada', 'mastodon:ada')]))).toEqual([]);
    const back = person('github', 'ada', ON_GITHUB, ['https://social.example/@ada']);
    expect(samePeople([back, mastodon], mayLink).get('github:ada')?.[0]?.proof).toBe('each profile links the other');
  });

  it('is told only where the terms of both networks allow it', () => {
    const mastodon = { ...bluesky, personId: 'mastodon:ada', network: 'mastodon' } as const;
    expect(samePeople([github, bluesky], mayLink).size).toBe(2);
    expect(samePeople([github, mastodon], mayLink).size).toBe(2);
    const x = { ...bluesky, personId: 'x:1', network: 'x' } as const;
    expect(samePeople([github, x], mayLink).size).toBe(0);
  });

  it('stays apart once the owner has said so', () => {
    expect(linked([github, bluesky], new Set([pairOf('bluesky:ada', 'github:ada')]))).toEqual([]);
  });

  it('goes over links of links, and gives all of one person the same id', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 20 }), (pairs) => {
        const links = new Map<string, { personId: string }[]>();
        const add = (a: number, b: number) =>
          links.set(String(a), [...(links.get(String(a)) ?? []), { personId: String(b) }]);
        for (const [a, b] of pairs) {
          add(a, b);
          add(b, a);
        }
        const idOf = groupIds(links);
        for (const [a, b] of pairs) expect(idOf(String(a))).toBe(idOf(String(b)));
        expect(idOf('somebody else')).toBe('somebody else');
      }),
    );
  });

  it('takes hostile addresses for none', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const one = person('github', 'a', text, [text], text);
        expect(samePeople([one, bluesky], always).size).toBe(0);
      }),
    );
  });
});
