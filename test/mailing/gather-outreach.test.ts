import { describe, expect, it } from 'vitest';
import { buildDigest } from '../../functions/core/digest-contents.ts';
import type { Outreach } from '../../functions/core/outreach.ts';
import { pairOf } from '../../functions/core/same-person.ts';
import { renderDigest } from '../../functions/digest/render.ts';
import { type Standing, standingOf } from '../../functions/mailing/gather-outreach.ts';
import { mayLink } from '../../functions/networks/terms.ts';
import { peopleSense } from '../../functions/people/sense.ts';
import { candidate, change, leaver, NOW, profile, WEEKLY_INPUT } from '../digest/sample.ts';

const DAY = 24 * 60 * 60 * 1000;
const TIME = { from: NOW - 7 * DAY, to: NOW };
const one = candidate('ada.example', {
  profile: profile('ada.example', { url: 'https://bsky.app/profile/ada.example', links: ['https://github.com/ada'] }),
});
const other = candidate('ada', {
  personId: 'github:7',
  network: 'github',
  profile: profile('ada', { url: 'https://github.com/ada', links: ['https://bsky.app/profile/ada.example'] }),
});
const around = {
  people: [one, other],
  leavers: [],
  blocked: new Set<string>(),
  watched: { here: new Map([[one.personId, one]]), away: new Map() },
};
const NOTHING: Standing = {
  outreach: new Map(),
  suggested: new Map(),
  unlinked: new Set(),
  mayLink: () => true,
};
const outreach = (more: Partial<Outreach>): Outreach => ({ state: 'invited', at: NOW - DAY, history: [], ...more });

describe('what holds for one profile of a person', () => {
  it('holds for all of them: rest, outreach, “never”, blocks', () => {
    const standing = {
      ...NOTHING,
      outreach: new Map([[one.personId, outreach({ state: 'never' })]]),
      suggested: new Map([[other.personId, NOW - DAY]]),
    };
    const blocked = new Set([one.personId]);
    const gathered = standingOf({ ...around, blocked }, standing, TIME);
    expect([...gathered.never]).toEqual([one.personId, other.personId]);
    expect(gathered.outreach[other.personId]?.state).toBe('never');
    expect(gathered.suggestedAt[one.personId]).toBe(NOW - DAY);
    expect([...gathered.blocked]).toContain(other.personId);
  });

  it('holds for that profile alone once the owner has said that they are two people', () => {
    const standing = {
      ...NOTHING,
      outreach: new Map([[one.personId, outreach({ state: 'never' })]]),
      unlinked: new Set([pairOf(one.personId, other.personId)]),
    };
    const gathered = standingOf(around, standing, TIME);
    expect(gathered.links.size).toBe(0);
    expect([...gathered.never]).toEqual([one.personId]);
  });
});

describe('who left one network and is still on another', () => {
  it('is told as still there, also where Mastodon alone verified the link', () => {
    const github = profile('ada', { url: 'https://github.com/ada' });
    const gone = leaver('ada', { personId: 'github:7', network: 'github', profile: github });
    const links = ['https://github.com/ada'];
    const there = candidate('ada@social.example', {
      personId: 'mastodon:ada',
      network: 'mastodon',
      profile: profile('ada@social.example', { url: 'https://social.example/@ada', links, verifiedLinks: links }),
    });
    const met = new Map([['github:7', outreach({ state: 'met' })]]);
    const elsewhere = { people: [there], leavers: [gone], blocked: new Set<string>() };
    const watched = { here: new Map(), away: new Map([['github:7', gone]]) };
    const gathered = standingOf({ ...elsewhere, watched }, { ...NOTHING, mayLink, outreach: met }, TIME);
    expect(gathered.outreach['mastodon:ada']?.state).toBe('met');
    const left = change('lost', 'ada', { network: 'github', verdict: 'unfollowed' });
    const content = buildDigest(
      {
        ...{ ...WEEKLY_INPUT, ...gathered, people: [there], leavers: [gone] },
        changes: [{ ...left, person: { id: '7', ...github } }],
      },
      peopleSense,
    );
    expect(content.lost[0]?.stillOn).toEqual(['mastodon']);
    const { text } = renderDigest(content, { timeZone: 'UTC', unsubscribeUrl: 'https://rekindle.example/u' });
    expect(text).toContain('still with you on Mastodon');
  });
});

describe('whom to write to again', () => {
  const met = outreach({ state: 'met', contactAt: NOW - 85 * DAY, note: 'bees', promise: 'a book' });

  it('has the owner’s words, and nobody who is told “never”, blocked or remembered', () => {
    const standing = { ...NOTHING, outreach: new Map([[one.personId, met]]) };
    const [again] = standingOf(around, standing, TIME).writeAgain;
    expect(again).toMatchObject({
      person: { handle: 'ada.example' },
      words: { note: 'bees', promise: 'a book' },
      lastContactAt: NOW - 85 * DAY,
    });
    expect(standingOf({ ...around, blocked: new Set([one.personId]) }, standing, TIME).writeAgain).toEqual([]);
    const memorial = { ...one, profile: { ...one.profile, isMemorial: true } };
    const here = new Map([[one.personId, memorial]]);
    expect(standingOf({ ...around, watched: { here, away: new Map() } }, standing, TIME).writeAgain).toEqual([]);
    expect(standingOf(around, NOTHING, TIME).writeAgain).toEqual([]);
  });
});
