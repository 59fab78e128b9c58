import { describe, expect, it } from 'vitest';
import type { Finding, RosterRow } from '../../functions/core/model.ts';
import { UnavailableError } from '../../functions/networks/errors.ts';
import type { ResolvedAccount } from '../../functions/networks/network.ts';
import { Absent } from '../../functions/pulling/absent.ts';
import { verifyAbsent } from '../../functions/pulling/verify.ts';
import { Comparison } from '../../functions/roster/comparison.ts';
import { Roster } from '../../functions/roster/roster.ts';
import { finding } from '../core/audience-in-memory.ts';
import { NOW, row } from '../roster/people.ts';
import { scriptedConnector } from './scripted-connector.ts';

const account: ResolvedAccount = { stableId: 'did:plc:alice', profile: row('alice').profile };
const still = (id: string): Finding => finding(id, { inAudience: true });
const away = (id: string, absentAtPull: number): RosterRow => row(id, { state: 'missing', absentAtPull });

function ask(
  absent: readonly RosterRow[],
  answer: ((id: string) => Finding | undefined) | undefined,
  options: { kind?: 'followers' | 'following'; answers?: number } = {},
) {
  const connector = scriptedConnector({ list: [], pageSize: 1, ...(answer === undefined ? {} : { answer }) });
  const { kind = 'followers', answers = Number.POSITIVE_INFINITY } = options;
  let answered = 0;
  const mayGoOn = (): boolean => {
    answered += 1;
    return answered < answers;
  };
  const roster = new Roster({ version: 1, generation: 'g' }, absent);
  const verification = Absent.of({ roster, comparison: new Comparison(roster) }).then((people) =>
    verifyAbsent(connector, account, { kind, target: 't' }, people, { now: () => NOW, mayGoOn }),
  );
  return { connector, verification };
}

describe('asking about those who were not listed', () => {
  it('brings back what the network said, dated by the calendar', async () => {
    const { verification } = ask([row('a')], still);
    const { canVerify, findings, error } = await verification;
    expect({ canVerify, error }).toEqual({ canVerify: true, error: undefined });
    expect(findings).toEqual(new Map([['a', { ...still('a'), evidence: { ...still('a').evidence, at: NOW } }]]));
  });

  it('asks those who wait longest first, those who are only hidden last', async () => {
    const hidden = row('h', { state: 'hidden' });
    const { connector, verification } = ask([hidden, away('b', 7), row('n'), away('a', 3)], still);
    await verification;
    expect(connector.asked).toEqual(['a', 'b', 'h', 'n']);
  });

  it('asks about 5,000 people at most; the others stay candidates', async () => {
    const crowd = Array.from({ length: 5_001 }, (_, n) => row(`p${n}`));
    const { connector, verification } = ask(crowd, still);
    expect((await verification).findings.size).toBe(5_000);
    expect(connector.asked).not.toContain('p5000');
  });

  it('keeps what was answered when the network stops answering, and says why it stopped', async () => {
    const { verification } = ask([row('a'), row('b')], (id) => (id === 'a' ? still(id) : undefined));
    const { findings, error, canVerify } = await verification;
    expect([...findings.keys()]).toEqual(['a']);
    expect(error).toBeInstanceOf(UnavailableError);
    expect(canVerify).toBe(true);
  });

  it('stops when its time is over and keeps what it has', async () => {
    const { verification } = ask([row('a'), row('b'), row('c')], still, { answers: 2 });
    expect([...(await verification).findings.keys()]).toEqual(['a', 'b']);
  });

  it('asks nothing where nobody is absent, the network cannot be asked, or it is whom the owner follows', async () => {
    const nobody = ask([], still);
    expect(await nobody.verification).toEqual({ canVerify: true, listsFullProfiles: false, findings: new Map() });
    const mute = ask([row('a')], undefined);
    expect(await mute.verification).toEqual({ canVerify: false, listsFullProfiles: false, findings: new Map() });
    const following = ask([row('a')], still, { kind: 'following' });
    expect((await following.verification).canVerify).toBe(false);
    expect([...nobody.connector.asked, ...mute.connector.asked, ...following.connector.asked]).toEqual([]);
  });
});
