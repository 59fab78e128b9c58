import { describe, expect, it } from 'vitest';
import type { PersonState, RosterRow } from '../../functions/core/model.ts';
import { serverOf, silentServers } from '../../functions/core/servers.ts';
import { Signals } from '../../functions/core/signals.ts';
import { isBorneOut, isDoubtful, isMass, wavesOf } from '../../functions/core/waves.ts';
import { AudienceInMemory, DAY, finding, HOUR, person } from './audience-in-memory.ts';

const crowd = (size: number, first = 0) => Array.from({ length: size }, (_, n) => person(`p${first + n}`));
const row = (id: string, state: PersonState, absentAtPull?: number): RosterRow => ({
  ...person(id),
  state,
  stateAt: 0,
  firstSeenAt: 0,
  returns: 0,
  losses: 0,
  ...(absentAtPull === undefined ? {} : { absentAtPull }),
});

describe('people who went at once', () => {
  it('are many from five and a fiftieth on, and a mass from five and a tenth on', () => {
    expect([isDoubtful(4, 10), isDoubtful(5, 10), isDoubtful(5, 250), isDoubtful(6, 250)]).toEqual([
      ...[false, true, false, true],
    ]);
    expect([isMass(4, 10), isMass(5, 10), isMass(5, 50), isMass(6, 50)]).toEqual([false, true, false, true]);
  });

  it('are those whose absence began with the same pull, gone or back', () => {
    const unseen = [row('a', 'missing', 2), row('b', 'held', 2), row('c', 'missing', 3), row('d', 'hidden', 2)];
    const back = [row('e', 'missing', 2), row('f', 'hidden', 2), row('g', 'lost')];
    const all = [...unseen, row('h', 'present'), row('i', 'missing', 3)];
    const signals = new Signals(all.length);
    for (const [number, { id }] of all.entries()) signals.set(number, id === 'i' ? 'still-there' : 'absent');
    expect([...wavesOf({ unseen: all, back }, signals)]).toEqual([
      [2, { gone: 2, back: 1 }],
      [3, { gone: 1, back: 1 }],
    ]);
  });

  it('are borne out when nearer to all of them are gone than this pull would miss of anybody', () => {
    const wave = (gone: number, back: number) => ({ gone, back });
    expect([isBorneOut(wave(5, 5), 0), isBorneOut(wave(4, 5), 0)]).toEqual([true, false]);
    expect([isBorneOut(wave(6, 4), 0.2), isBorneOut(wave(5, 4), 0.2)]).toEqual([true, false]);
    expect([isBorneOut(wave(3, 1), 0.5), isBorneOut(wave(5, 2), 0.5)]).toEqual([true, false]);
    expect([isBorneOut(wave(5, 0), 1), isBorneOut(wave(99, 1), 1)]).toEqual([true, false]);
  });
});

describe('a network that flickers', () => {
  const all = crowd(300);
  const missing = (from: number, to: number) => [...all.slice(0, from), ...all.slice(to)];

  it('confirms nobody, until a list is whole enough again', () => {
    const audience = new AudienceInMemory();
    audience.pull(all, 0);
    audience.pull(missing(0, 20), DAY);
    expect(audience.pull(missing(18, 38), 2 * DAY).changes).toEqual([]);
    expect(audience.pull(missing(37, 57), 3 * DAY).changes).toEqual([]);
    expect([audience.stateOf('p18'), audience.stateOf('p37')]).toEqual(['present', 'missing']);
    expect(audience.pull(missing(37, 39), 4 * DAY).changes.map(({ person: { id } }) => id)).toEqual(['p37', 'p38']);
  });

  it('also of a few who were left over from a drop that was held', () => {
    const audience = new AudienceInMemory();
    audience.pull(all, 0);
    audience.pull(missing(0, 60), DAY);
    expect(audience.stateOf('p0')).toBe('held');
    expect(audience.pull(missing(0, 4), DAY + HOUR).changes).toEqual([]);
    expect(audience.pull([...missing(0, 20).slice(16)], 2 * DAY).changes).toEqual([]);
    expect(audience.pull(missing(0, 4), 3 * DAY).changes).toHaveLength(4);
  });

  it('does not hold up what single people did, nor a mass loss that stays one', () => {
    const audience = new AudienceInMemory();
    audience.pull(all, 0);
    audience.pull(missing(0, 1), DAY);
    expect(audience.pull(missing(0, 61), 2 * DAY).changes).toHaveLength(1);
    expect(audience.pull(missing(0, 101), 3 * DAY).changes).toHaveLength(60);
    expect(audience.pull(missing(0, 101), 4 * DAY).changes).toHaveLength(40);
  });

  it('is found out by asking it: who is still there speaks against the list', () => {
    const audience = new AudienceInMemory();
    audience.pull(all, 0);
    audience.pull(missing(0, 60), DAY, { canVerify: true });
    const findings = all.slice(0, 60).map(({ id }) => finding(id, { account: 'active', inAudience: true }));
    audience.pull(missing(0, 60), 2 * DAY, { canVerify: true, findings: findings.slice(3) });
    expect([audience.stateOf('p0'), audience.stateOf('p3')]).toEqual(['held', 'hidden']);
  });
});

describe('servers', () => {
  it('are named by addresses, whatever their case, and by nothing else', () => {
    expect(serverOf('https://Loud.Example/users/ann')).toBe('loud.example');
    expect(serverOf('http://loud.example:8080')).toBe('loud.example:8080');
    for (const id of ['did:plc:abc', '123', 'ann@loud.example', 'see https://loud.example/', 'https://']) {
      expect(serverOf(id), id).toBeUndefined();
    }
  });

  it('are silent when three people are absent and nobody is listed', () => {
    const of = (server: string, size: number) => crowd(size).map(({ id }) => `https://${server}/${id}`);
    const absent = [...of('a.example', 3), ...of('b.example', 2), ...of('c.example', 9), 'p1', 'p2', 'p3'];
    expect([...silentServers(absent, () => ['p9', 'https://C.example/x'])]).toEqual(['a.example']);
    expect([...silentServers(absent, () => [])]).toEqual(['a.example', 'c.example']);
    const never = (): string[] => {
      throw new Error('It was not to be read.');
    };
    expect(silentServers(of('b.example', 2), never).size).toBe(0);
    const spoken = function* (): Generator<string> {
      yield 'p9';
      yield* of('a.example', 1);
      yield* of('c.example', 1);
      never();
    };
    expect(silentServers(absent, spoken).size).toBe(0);
  });
});
