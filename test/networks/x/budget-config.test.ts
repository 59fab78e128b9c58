import { describe, expect, it } from 'vitest';
import { ConfigError, validateConfig } from '../../../functions/runtime/config.ts';

const withAccount = (account: object) => ({ owners: [{ id: 'olive', name: 'Olive', accounts: [account] }] });

function problemsOf(account: object): readonly string[] {
  try {
    validateConfig(withAccount(account), 'test');
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('a budget in the configuration', () => {
  it('is for X, and takes the app for somebody else’s unless it is said', () => {
    const config = validateConfig(withAccount({ id: 'x:olive', budget: { usdPerMonth: 20 } }), 'test');
    expect(config.owners[0]?.accounts[0]?.budget).toEqual({ usdPerMonth: 20, ownsApp: false });
  });

  it('is refused elsewhere, and where it is no amount', () => {
    expect(problemsOf({ id: 'bluesky:olive.example', budget: { usdPerMonth: 20 } })).toEqual([
      'owners[0].accounts[0].budget: found {"usdPerMonth":20}, expected no budget here: only X (x:HANDLE) asks for money',
    ]);
    for (const usdPerMonth of [0, -1, '20', 1e9]) {
      expect(problemsOf({ id: 'x:olive', budget: { usdPerMonth } })[0]).toContain('expected US dollars');
    }
  });
});
