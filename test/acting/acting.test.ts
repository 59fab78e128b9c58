import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { act, actPage } from '../../functions/acting/act.ts';
import { personLinks } from '../../functions/acting/links.ts';
import { chooseTime, meetingFile, meetingPage } from '../../functions/acting/meet.ts';
import type { DigestContent, Suggestion } from '../../functions/core/digest-model.ts';
import { pairOf } from '../../functions/core/same-person.ts';
import { readCorrection } from '../../functions/storage/corrections.ts';
import { freezeEdition, settleEdition } from '../../functions/storage/digests.ts';
import { requestErasure } from '../../functions/storage/erasures.ts';
import { readOutreach } from '../../functions/storage/outreach.ts';
import { listPlans } from '../../functions/storage/plans.ts';
import { listUnlinked } from '../../functions/storage/unlinked.ts';
import { DAY, NOW, weekly } from '../digest/sample.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { configOf } from '../mailing/world.ts';

const signingKey = async () => 'a-key-for-links-in-tests-0123456789';
const HOSTILE = '<script>alert(1)</script> "&';
const [first] = weekly.suggestions;
if (first === undefined) throw new Error('no suggestion');
const suggested = (n: number, more: Partial<Suggestion> = {}): Suggestion => ({
  ...first,
  person: { ...first.person, personId: `bluesky:did:plc:${n}`, name: `${HOSTILE} ${n}` },
  ...more,
});
const LINKED = {
  personId: 'github:7',
  network: 'github',
  handle: 'ada',
  url: 'https://github.com/ada',
  proof: 'each profile links the other',
} as const;
const content: DigestContent = {
  ...weekly,
  owner: { id: 'ines', name: 'Ines' },
  suggestions: [
    suggested(1),
    suggested(2, { linked: [LINKED] }),
    suggested(3),
    suggested(4, {
      way: 'video',
      theirZone: 'Asia/Kathmandu',
      language: 'de',
      openings: ['Hallo Ada,', 'Hallo noch einmal'],
    }),
    suggested(5, { way: 'coffee' }),
  ],
};
const config = {
  ...configOf({ id: 'ines', timeZone: 'Europe/Berlin' }),
  meeting: { videoService: 'https://rooms.example/x/{room}' },
};

let table: FreshTable;
let now = NOW;
const deps = () => ({ db: table.db, config, signingKey, clock: { now: () => now, wall: () => now } });

async function token(n: number, which: string): Promise<string> {
  const subject = {
    owner: 'ines',
    digestId: content.digestId,
    period: content.period,
    personId: `bluesky:did:plc:${n}`,
  };
  const { meet, acts } = await personLinks('https://r.example', signingKey, subject, NOW);
  const url = which === 'meet' ? meet : (Object.entries(acts).find(([name]) => name === which)?.[1] ?? '');
  return url.slice(url.lastIndexOf('/') + 1);
}

beforeAll(async () => {
  table = await freshTable();
  const frozen = { content, versions: {}, isWelcomed: true, isForAll: true };
  const state = await freezeEdition(table.db, frozen, undefined, NOW + 300 * DAY);
  if (state === undefined) throw new Error('not frozen');
  await settleEdition(table.db, 'ines', content.digestId, state, NOW + 300 * DAY);
});
afterAll(() => table.close());

describe('“wrong person”', () => {
  it('takes apart who was linked, shows the proof first, and remembers it', async () => {
    const link = await token(2, 'wrong-person');
    expect((await actPage(deps(), link)).body).toContain('@ada on GitHub: each profile links the other');
    expect(await listUnlinked(table.db, 'ines')).toEqual(new Set());
    await act(deps(), link, {});
    await act(deps(), link, {});
    expect(await listUnlinked(table.db, 'ines')).toEqual(new Set([pairOf('bluesky:did:plc:2', 'github:7')]));
    expect(await readOutreach(table.db, 'ines', 'bluesky:did:plc:2')).toBeUndefined();
  });

  it('of somebody who is linked with nobody stops telling what they are, and lets them rest', async () => {
    await act(deps(), await token(3, 'wrong-person'), {});
    expect(await readCorrection(table.db, 'ines', 'bluesky:did:plc:3')).toMatchObject({ place: null, segments: [] });
    expect(await readOutreach(table.db, 'ines', 'bluesky:did:plc:3')).toMatchObject({ state: 'snoozed' });
  });
});

describe('what a stranger is called', () => {
  it.each(['invited', 'met', 'not-now', 'wrong-place', 'wrong-person', 'never', 'meet'])(
    'cannot become markup on the page of “%s”',
    async (which) => {
      const page =
        which === 'meet'
          ? await meetingPage(deps(), await token(1, which))
          : await actPage(deps(), await token(1, which));
      expect(page.status).toBe(200);
      expect(page.body).not.toContain('<script>alert');
      expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/);
      expect(page.headers['content-security-policy']).not.toContain('unsafe');
    },
  );
});

describe('the page for meeting', () => {
  it('has a message in their language, in their time first, and a room of the owner’s service that stays', async () => {
    const link = await token(4, 'meet');
    const { body } = await meetingPage(deps(), link);
    const [room] = /https:\/\/rooms\.example\/x\/rekindle-[0-9a-f]{32}/.exec(body) ?? [];
    expect(room).toBeDefined();
    expect(body).toMatch(/Hallo Ada,\n\nWenn du magst, könnten wir kurz per Video reden/);
    expect(body).toMatch(/\(Kathmandu\), .*\(Berlin\)/);
    expect(body).toContain('Hallo noch einmal');
    expect((await meetingPage(deps(), link)).body).toContain(room);
    expect((await meetingPage(deps(), await token(1, 'meet'))).body).not.toContain(room);
  });

  it('notes the time that was proposed once, moves it, and calls it off', async () => {
    const link = await token(5, 'meet');
    const start = NOW + 3 * DAY;
    const choice = { start, place: 'Café “Riquet”', isCancelled: false };
    await chooseTime(deps(), link, choice);
    await chooseTime(deps(), link, choice);
    const [plan, ...others] = await listPlans(table.db, 'ines', now);
    expect(others).toEqual([]);
    expect(plan).toMatchObject({ start, end: start + 3_600_000, location: 'Café “Riquet”', sequence: 0 });
    expect(await readOutreach(table.db, 'ines', 'bluesky:did:plc:5')).toMatchObject({
      state: 'invited',
      history: [{}],
    });

    await chooseTime(deps(), link, { ...choice, start: start + DAY });
    expect(await listPlans(table.db, 'ines', now)).toMatchObject([{ start: start + DAY, sequence: 1 }]);
    const file = await meetingFile(deps(), link, start + DAY);
    expect(file.body).toMatch(/SEQUENCE:1/);
    expect(file.body).toMatch(/METHOD:PUBLISH/);
    await chooseTime(deps(), link, { isCancelled: true });
    expect((await meetingFile(deps(), link, start + DAY)).body).toMatch(/STATUS:CANCELLED/);
  });

  it.each([Number.NaN, 0, NOW + 60_000 + 3 * DAY, NOW + 900 * DAY, NOW - 30 * DAY])(
    'plans nothing at %j',
    async (start) => {
      const page = await chooseTime(deps(), await token(1, 'meet'), { start, isCancelled: false });
      expect(page.status).toBe(400);
      expect(await readOutreach(table.db, 'ines', 'bluesky:did:plc:1')).toBeUndefined();
    },
  );

  it('proposes new times once those of the mail are over', async () => {
    now = NOW + 60 * DAY;
    const { body } = await meetingPage(deps(), await token(4, 'meet'));
    now = NOW;
    const starts = [...body.matchAll(/name="start" value="(\d+)"/g)].map(([, value]) => Number(value));
    expect(starts.length).toBeGreaterThan(1);
    for (const start of starts) expect(start).toBeGreaterThan(NOW + 60 * DAY);
  });
});

it('a link in an old mail does not bring back somebody who is being erased', async () => {
  await requestErasure(table.db, 'ines', 'bluesky:did:plc:1', NOW);
  for (const which of ['met', 'never']) {
    expect((await actPage(deps(), await token(1, which))).status).toBe(410);
    expect((await act(deps(), await token(1, which), { note: 'x' })).status).toBe(410);
  }
  expect((await meetingPage(deps(), await token(1, 'meet'))).status).toBe(410);
  expect(await readOutreach(table.db, 'ines', 'bluesky:did:plc:1')).toBeUndefined();
});
