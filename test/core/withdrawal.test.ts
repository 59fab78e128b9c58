import { describe, expect, it } from 'vitest';
import type { Change, Profile, RosterRow } from '../../functions/core/model.ts';
import { bareChange, isBare, withdraw, withdrawnIn } from '../../functions/core/withdrawal.ts';

const AT = Date.UTC(2026, 10, 22);
const known: Profile = { handle: 'ana', url: 'https://x.com/ana', name: 'Ana', bio: 'Paints', location: 'Leipzig' };
const bare: Profile = { handle: '7', url: 'https://x.com/i/user/7' };
const row: RosterRow = {
  ...{ id: '7', profile: known, state: 'present', stateAt: AT, firstSeenAt: AT, returns: 0, losses: 0 },
  hydratedAt: AT,
};
const change: Change = {
  kind: 'edited',
  person: { id: '7', ...known },
  at: AT,
  detectedAt: AT,
  before: { bio: 'Sculpts' },
};

describe('what has to go', () => {
  it('is of whoever the network shows no more, and of whoever has become protected, not of whoever was', () => {
    const evidence = { at: AT, asked: 'GET /2/users', answered: 'User has been suspended' };
    const hidden = { handle: 'ben', url: 'https://x.com/ben', isProtected: true };
    const seen = [
      { row: { ...row, id: '8' }, listed: { id: '8', profile: hidden }, isEdited: true },
      { row: { ...row, id: '9', profile: hidden }, listed: { id: '9', profile: hidden }, isEdited: false },
    ];
    const findings = new Map([
      ['7', { id: '7', account: 'suspended' as const, profile: bare, isWithdrawn: true, evidence }],
      ['6', { id: '6', account: 'active' as const, profile: known, evidence }],
    ]);
    expect(withdrawnIn({ findings, seen })).toEqual([
      { id: '7', profile: bare },
      { id: '8', profile: hidden },
    ]);
  });

  it('leaves rows and changes, also of somebody to whom nothing else happened', () => {
    const decision = { puts: [], drops: [], changes: [change] };
    const { puts, changes } = withdraw(decision, [{ id: '7', profile: bare }], [row]);
    const { hydratedAt: _, ...rest } = row;
    expect(puts).toEqual([{ ...rest, profile: bare }]);
    expect(changes).toEqual([{ kind: 'edited', person: { id: '7', ...bare }, at: AT, detectedAt: AT }]);
    expect(JSON.stringify({ puts, changes })).not.toMatch(/Ana|Paints|Sculpts|Leipzig/);
  });

  it('puts nobody back who is dropped, and touches nobody else', () => {
    const decision = { puts: [], drops: ['7'], changes: [{ ...change, person: { ...change.person, id: '5' } }] };
    expect(withdraw(decision, [{ id: '7', profile: bare }], [row])).toEqual(decision);
    expect(bareChange(change, undefined)).toBe(change);
  });

  it('is known to have gone', () => {
    expect(isBare(row, bare)).toBe(false);
    expect(isBare({ profile: { ...bare } }, bare)).toBe(true);
    expect(isBare({ profile: { ...bare, bio: 'x' } }, bare)).toBe(false);
  });
});
