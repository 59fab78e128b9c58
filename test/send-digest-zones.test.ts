import { Temporal } from 'temporal-polyfill';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configOf, DAY, digestOf, MailWorld, MINUTE } from './mailing/world.ts';

const ZONES = { 'auckland@mail.example': 'Pacific/Auckland', 'honolulu@mail.example': 'Pacific/Honolulu' } as const;
const config = configOf({
  id: 'alice',
  // An owner in between, whose own clock changes too.
  timeZone: 'Europe/Berlin',
  digests: [digestOf([], { recipients: Object.entries(ZONES).map(([email, timeZone]) => ({ email, timeZone })) })],
});

let world: MailWorld;
beforeEach(async () => {
  world = await MailWorld.create();
});
afterEach(() => world.close());

const localTime = (at: number, timeZone: string) =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDateTime().toString();

/** Ticks as they are scheduled, near every Monday 08:00 of one of the two; each tick twice. */
async function live(from: number, weeks: number): Promise<{ to: string; at: number; text: string }[]> {
  const got: { to: string; at: number; text: string }[] = [];
  const hours = (day: number, list: readonly number[]) => list.map((hour) => day + hour * 60 * MINUTE);
  for (let week = 0; week < weeks; week += 1) {
    const sunday = from + week * 7 * DAY;
    // 08:00 is 19:00 or 20:00 UTC of Sunday in Auckland, and 18:00 UTC of Monday in Honolulu.
    const ticks = [
      ...hours(sunday, [18.75, 19, 19.25, 19.75, 20, 20.25]),
      ...hours(sunday + DAY, [7, 8, 17.75, 18, 18.25, 23]),
    ];
    for (const tick of ticks) {
      world.goTo(tick);
      world.sent.length = 0;
      await Promise.all([world.process(config)({}), world.process(config)({})]);
      await world.send(config);
      for (const { to, mail } of world.sent) got.push({ to, at: tick, text: mail.text ?? '' });
    }
  }
  return got;
}

describe('recipients in Auckland and in Honolulu', () => {
  it.each([
    ['when clocks go back in Auckland (5 April 2026)', '2026-03-22T00:00:00Z'],
    ['when clocks go forward in Auckland (27 September 2026)', '2026-09-13T00:00:00Z'],
    ['when clocks go back in Berlin (25 October 2026)', '2026-10-18T00:00:00Z'],
  ])(
    'each get Monday 08:00 of their own, once a week, also with every tick run twice at once: %s',
    async (_, sunday) => {
      const from = Date.parse(sunday);
      world.goTo(from - 10 * DAY);
      await world.account('alice', ['bo', 'cy']);
      await world.send(config);
      const got = await live(from, 3);
      for (const [email, timeZone] of Object.entries(ZONES)) {
        const mine = got.filter(({ to }) => to === email);
        const monday = Temporal.PlainDate.from(sunday.slice(0, 10)).add({ days: 1 });
        expect(mine.map(({ at }) => localTime(at, timeZone))).toEqual(
          [0, 1, 2].map((weeks) => `${monday.add({ weeks }).toString()}T08:00:00`),
        );
      }
    },
    60_000,
  );

  it('get the same suggestions, though the one reads them almost a day after the other and more has happened', async () => {
    const sunday = Date.parse('2026-11-15T00:00:00Z');
    world.goTo(sunday - 10 * DAY);
    const followers = await world.account('alice', []);
    await world.send(config);
    const person = (id: string, reach: number) => ({
      id,
      profile: {
        ...{ handle: `${id}.example`, url: `https://net.example/${id}`, name: `Name of ${id}` },
        ...{ location: 'Leipzig', bio: 'gardens', reach },
      },
      ...{ state: 'present' as const, stateAt: sunday, firstSeenAt: sunday, returns: 0, losses: 0, hydratedAt: sunday },
    });
    await followers.commit({ puts: [person('early', 5000)] }, { pulledAt: sunday });
    world.sent.length = 0;
    world.goTo(sunday + 19 * 60 * MINUTE);
    await world.send(config);
    await followers.commit({ puts: [person('late', 90_000)] }, { pulledAt: sunday });
    world.goTo(sunday + DAY + 18 * 60 * MINUTE);
    await world.send(config);
    expect(world.sent.map(({ to }) => to)).toEqual(Object.keys(ZONES));
    const peopleToMeet = world.sent.map(
      ({ mail }) => /PEOPLE TO MEET[\s\S]+?(?=\n\n[A-Z0-9 ]+\n-)/.exec(mail.text ?? '')?.[0],
    );
    expect(peopleToMeet[0]).toContain('Name of early');
    expect(peopleToMeet[0]).not.toContain('Name of late');
    // Links are signed for each mail, and proposed times are written by each reader's own clock.
    const [first, second] = peopleToMeet.map((text) => text?.replace(/https:\S+|Times for both.*/g, ''));
    expect(second).toBe(first);
    expect(peopleToMeet[0]).toContain('Times for both (Auckland time): ');
    expect(peopleToMeet[1]).toContain('Times for both (Honolulu time): ');
  });
});
