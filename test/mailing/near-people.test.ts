import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Profile, RosterRow } from '../../functions/core/model.ts';
import { nearPeople, UnknownPlaceError } from '../../functions/mailing/near-people.ts';
import { putCorrection } from '../../functions/storage/corrections.ts';
import { changeOutreach } from '../../functions/storage/outreach.ts';
import { nearText } from '../../lib/local/near-text.ts';
import { type Audience, row } from '../roster/people.ts';
import { configOf, MailWorld, START } from './world.ts';

let world: MailWorld;
let audience: Audience | undefined;
beforeEach(async () => {
  world = await MailWorld.create();
  audience = undefined;
});
afterEach(() => world.close());

const [alice] = configOf({ id: 'alice', interests: ['bees'] }).owners;
const at = { baselineAt: START, pulledAt: START };

const profile = (id: string, fields: Partial<Profile>): Partial<RosterRow> => ({
  profile: { handle: `${id}.example`, url: `https://${id}.example`, ...fields },
});

async function follow(people: Record<string, Partial<Profile>>, more: Partial<RosterRow> = {}): Promise<void> {
  audience ??= await world.account('alice', []);
  const puts = Object.entries(people).map(([id, fields]) => row(id, { ...profile(id, fields), ...more }));
  await audience.commit({ puts }, at);
}

const find = (place: string, withinKm?: number) => {
  if (alice === undefined) throw new Error('There is no owner.');
  return nearPeople(world.db, alice, { place, now: START, ...(withinKm === undefined ? {} : { withinKm }) });
};
const idsOf = async (place: string, withinKm?: number) =>
  (await find(place, withinKm)).people.map(({ personId }) => personId);

describe('whom to meet on a trip', () => {
  it('are those who say that they live there, in their location or bio, or close by', async () => {
    await follow({
      ana: { location: 'Lisboa, Portugal' },
      bea: { bio: 'Baker based in Lisbon.' },
      cai: { location: 'Almada, Portugal' },
      dan: { location: 'Porto, Portugal' },
      eva: { location: 'Lisbon, Ohio' },
    });
    expect((await idsOf('Lisbon')).sort()).toEqual(['bluesky:ana', 'bluesky:bea', 'bluesky:cai']);
    expect(await idsOf('Lisbon', 500)).toContain('bluesky:dan');
    expect((await idsOf('Portugal')).sort()).toEqual(['bluesky:ana', 'bluesky:bea', 'bluesky:cai', 'bluesky:dan']);
  });

  it('are never those who are not to be asked, and may be whom one has met', async () => {
    const location = 'Lisbon, Portugal';
    await follow({
      ana: { location },
      bot: { location, isBot: true },
      shy: { location, isProtected: true },
      kid: { location, bio: 'I am 15' },
      nope: { location },
      met: { location },
      nap: { location },
    });
    await changeOutreach(world.db, 'alice', 'bluesky:nope', { action: 'never' }, START);
    await changeOutreach(world.db, 'alice', 'bluesky:met', { action: 'meet' }, START);
    await changeOutreach(world.db, 'alice', 'bluesky:nap', { action: 'snooze', until: START + 1000 }, START);
    const { people } = await find('Lisbon');
    expect(people.map(({ personId }) => personId).sort()).toEqual(['bluesky:ana', 'bluesky:met']);
    expect(people.find(({ personId }) => personId === 'bluesky:met')?.outreach).toBe('met');
  });

  it('are never those who blocked the owner', async () => {
    await follow({ ana: { location: 'Lisbon' } });
    await follow(
      { bloc: { location: 'Lisbon' } },
      { state: 'lost', stateAt: START, verdict: 'blocked-you', losses: 1 },
    );
    expect(await idsOf('Lisbon')).toEqual(['bluesky:ana']);
  });

  it('are where the owner knows them to be', async () => {
    await follow({ ana: { location: 'Lisbon' }, bea: { location: 'the moon' } });
    await putCorrection(world.db, 'alice', 'bluesky:ana', { place: 'Berlin' }, START);
    await putCorrection(world.db, 'alice', 'bluesky:bea', { place: 'Lisbon', segments: ['artists'] }, START);
    expect((await find('Lisbon')).people).toMatchObject([
      { personId: 'bluesky:bea', segment: 'artists', says: 'Lisbon' },
    ]);
  });

  it('share one table where three kindred live in one town', async () => {
    const location = 'Lisbon, Portugal';
    await follow({
      ana: { location, bio: 'Bees!' },
      bea: { location, bio: 'Keeps bees' },
      cai: { location, bio: 'bees and bread' },
      dan: { location, bio: 'Trains' },
    });
    const found = await find('Lisbon');
    expect(found.tables).toMatchObject([{ town: 'Lisbon, PT', ground: 'bees' }]);
    expect(found.tables[0]?.personIds.toSorted()).toEqual(['bluesky:ana', 'bluesky:bea', 'bluesky:cai']);
    const text = nearText(found);
    expect(text).toContain('One table for all:');
    expect(text).toContain('Places: GeoNames (geonames.org), CC BY 4.0');
    expect(text).not.toMatch(/\bkm\b/);
  });

  it('is no question where no such place is known', async () => {
    await expect(find('Hogwarts')).rejects.toThrow(UnknownPlaceError);
    await expect(find('Atlantis')).rejects.toThrow('No place is known as "Atlantis"');
    await expect(find('Springfield')).rejects.toThrow(
      /^There are several places called "Springfield"\. Say which, as in "Springfield, MO, /,
    );
  });
});

describe('how it is printed', () => {
  it('names somebody of a list once, and leaves no line for a page that there is none of', () => {
    const text = nearText({
      ...{ place: { city: 'Lisbon', country: 'PT' }, more: 0, tables: [], unread: [] },
      people: [
        { personId: 'x', handle: 'Ann Lee', name: 'Ann Lee', url: '', says: 'Lisbon', shared: [], isPresent: true },
      ],
    });
    expect(text).toContain('\n\nAnn Lee\n  says “Lisbon”\n\nPlaces:');
  });

  it('hostile words stay on their line', () => {
    const text = nearText({
      ...{ place: { city: 'Lisbon', country: 'PT' }, more: 0, tables: [], unread: [] },
      people: [
        {
          ...{ personId: 'x', handle: 'x', name: 'A\nNobody else\u202e', url: 'https://x.example', isPresent: true },
          ...{ says: 'Lisbon\r\n\u001b[2J', shared: [] },
        },
      ],
    });
    expect(text).toContain('A Nobody else');
    for (const hostile of ['\u001b', '\u202e', '\r']) expect(text).not.toContain(hostile);
  });
});
