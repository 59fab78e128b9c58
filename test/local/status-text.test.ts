import { describe, expect, it } from 'vitest';
import type { Status } from '../../lib/local/status.ts';
import { statusText } from '../../lib/local/status-text.ts';

const AT = Date.UTC(2026, 10, 23, 6, 43);
const AUDIENCE = {
  ...{ audienceId: 'github:alice:followers', kind: 'followers', state: 'active', count: 3, missing: 0, held: 0 },
  pulledAt: AT,
};
const statusOf = (account: Partial<Status['accounts'][number]>, more: Partial<Status> = {}): Status => ({
  at: AT,
  timeZone: 'Europe/Berlin',
  accounts: [{ owner: 'me', accountId: 'github:alice', state: 'active', audiences: [AUDIENCE], ...account }],
  waits: [],
  ...more,
});

describe('how things stand', () => {
  it('is said in the owner’s zone, which is named once', () => {
    const text = statusText(statusOf({}), 'UTC');
    expect(text).toMatch(/^It is Mon 23 Nov 2026, 07:43 \(Europe\/Berlin\)\.\n/);
    expect(text).toContain('followers: 3 people, read Mon 23 Nov 2026, 07:43');
    expect(text.match(/Europe/g)).toHaveLength(1);
    const { timeZone: _, ...several } = statusOf({});
    expect(statusText(several, 'UTC')).toContain('06:43 (UTC)');
  });

  it('says of a stopped account how to take it up again, and nothing of what once went wrong', () => {
    const text = statusText(statusOf({ state: 'stopped', trouble: 'It is asked again later.' }), 'UTC');
    expect(text).toMatch(/github:alice: stopped\n.*no longer in the configuration[\s\S]*to take it up again/);
    expect(text).not.toContain('asked again');
    expect(text).toContain('followers: 3 people');
  });

  it('promises nothing by itself where nothing runs, and says what reads on', () => {
    const down = 'GitHub could not be reached. It is asked again later.';
    const status = statusOf({ trouble: down, audiences: [{ ...AUDIENCE, trouble: down, title: 'goes on later' }] });
    expect(statusText(status, 'UTC').match(/asked again later/g)).toHaveLength(2);
    const text = statusText(status, 'UTC', { place: '--data d', start: 'npm start -- github:alice --data d' });
    expect(text.match(/It is asked again with the next start\./g)).toHaveLength(2);
    expect(text).not.toContain('asked again later');
    expect(text).toContain('followers of goes on later');
    expect(text).toMatch(/\nNothing runs on this folder now\. To read on: npm start -- github:alice --data d$/);
  });

  it('leads every command to its folder', () => {
    const text = statusText(
      statusOf({
        notes: ['Waits for a list: npm run rekindle -- import FILE'],
        audiences: [{ ...AUDIENCE, canAccept: true }],
      }),
      'UTC',
      { place: '--data d', config: 'c.json' },
    );
    expect(text).toContain('import FILE --data d --config c.json');
    expect(text).toContain('accept github:alice:followers --data d --config c.json');
  });

  it('never names the command that has just failed as the cure of a history of somebody else', () => {
    const stray = { owners: ['robin'], configured: ['bert'] };
    const told = (config?: string) =>
      statusText(statusOf({}, { accounts: [], stray }), 'UTC', { place: '--data d', config });
    expect(told('c.json')).toMatch(
      /write "robin" as the id of the owner in c\.json.*\n.*status --data d --config OTHER_FILE$/,
    );
    expect(told()).toMatch(/status --data d --config FILE$/);
  });
});
