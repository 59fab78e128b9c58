import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { validateConfig } from '../../../functions/runtime/config.ts';
import { demoStart, stepsUntil } from '../../../lib/local/demo/calendar.ts';
import { OWNER } from '../../../lib/local/demo/cast.ts';
import { type Demo, startDemo } from '../../../lib/local/demo/demo.ts';
import { demoConfig } from '../../../lib/local/demo/demo-config.ts';
import { fetchJson } from './servers/fetch-json.ts';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;
const NOW = Date.parse('2026-11-22T12:34:56.789Z');

let demos: Demo[] = [];
afterEach(async () => {
  await Promise.all(demos.map((demo) => demo.close()));
  demos = [];
});

async function started(options: { now: number; start?: number }): Promise<Demo> {
  const demo = await startDemo(options);
  demos.push(demo);
  return demo;
}

async function followersCount(demo: Demo): Promise<unknown> {
  const url = `${demo.urls.bluesky}/xrpc/app.bsky.actor.getProfile?actor=${OWNER.bluesky}`;
  return (await fetchJson(url)).body;
}

test('all three networks answer for the owner’s accounts', async () => {
  const demo = await started({ now: NOW });
  expect(await followersCount(demo)).toMatchObject({ displayName: OWNER.name, followersCount: 40 });
  const mastodon = await fetchJson(`${demo.urls.mastodon}/api/v1/accounts/lookup?acct=${OWNER.mastodon}`);
  expect(mastodon.body).toMatchObject({ acct: 'robin', followers_count: 25 });
  const github = await fetchJson(`${demo.urls.github}/users/${OWNER.github}`);
  expect(github.body).toMatchObject({ followers: 20, location: 'Leipzig, Germany' });
});

test('time moves the worlds, forwards and backwards', async () => {
  const demo = await started({ now: NOW });
  demo.setTime(demo.start + 5 * DAY);
  expect(await followersCount(demo)).toMatchObject({ followersCount: 39 });
  demo.setTime(demo.start);
  expect(await followersCount(demo)).toMatchObject({ followersCount: 40 });
});

test('a later run goes on with the story of an earlier one, in one step', async () => {
  const first = await started({ now: NOW });
  const later = await started({ now: NOW + 7 * DAY, start: first.start });
  expect(later.start).toBe(first.start);
  expect(later.steps).toEqual([{ at: NOW + 7 * DAY, pull: true, digest: true }]);
  const url = `${later.urls.bluesky}/xrpc/app.bsky.feed.getAuthorFeed?actor=${OWNER.bluesky}&limit=1`;
  expect((await fetchJson(url)).body).toMatchObject({
    feed: [{ post: { record: { text: expect.stringContaining('heat pump') } } }],
  });
});

describe('the calendar', () => {
  const moment = fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2030-01-01') });

  test('ends now, after four weeks with a digest each and looks at least 20 hours apart', () => {
    fc.assert(
      fc.property(moment, (now) => {
        const steps = stepsUntil(demoStart(now), now);
        expect(steps).toHaveLength(9);
        expect(steps[0]).toEqual({ at: demoStart(now), pull: true, digest: true });
        expect(steps.at(-1)).toEqual({ at: now, pull: true, digest: true });
        expect(steps.filter((step) => step.digest)).toHaveLength(5);
        for (const [at, step] of steps.entries()) {
          const next = steps[at + 1];
          if (next !== undefined) expect(next.at - step.at).toBeGreaterThanOrEqual(20 * HOUR);
        }
      }),
    );
  });

  test('puts each digest into a week of its own, by the owner’s clock', () => {
    fc.assert(
      fc.property(moment, (now) => {
        const start = demoStart(now);
        const weekday = demoConfig(start).owners[0]?.digests[0]?.weekday;
        const clock = new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: OWNER.timeZone });
        // A slot is never on the day of a digest nor next to it, so no change of the clocks moves one across the other.
        for (const step of stepsUntil(start, now).filter((each) => each.digest)) {
          const near = [-1, 0, 1].map((days) => clock.format(step.at + days * DAY).toLowerCase());
          expect(near).not.toContain(weekday);
        }
      }),
      { numRuns: 300 },
    );
  });
});

test('the configuration is one that a file could hold', () => {
  const config = demoConfig(NOW);
  expect(validateConfig(JSON.parse(JSON.stringify(config)), 'a file')).toEqual(config);
  expect(config.owners[0]?.accounts.map((account) => account.id)).toEqual([
    'bluesky:robin.demo.example',
    'mastodon:robin@social.demo.example',
    'github:robin-demo',
  ]);
});
