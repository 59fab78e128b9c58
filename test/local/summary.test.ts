import { describe, expect, it } from 'vitest';
import type { AudienceReport } from '../../functions/pulling/deps.ts';
import type { StoredChange } from '../../functions/storage/items.ts';
import { mergePulls } from '../../lib/local/merge-pulls.ts';
import { hasFailed, type RunOutcome, summaryText } from '../../lib/local/summary.ts';
import { printable } from '../../lib/local/terminal.ts';

const AT = Date.UTC(2026, 10, 16, 8);
const AUDIENCE: AudienceReport = {
  owner: 'me',
  accountId: 'bluesky:me.example',
  audienceId: 'bluesky:me.example:followers',
  kind: 'followers',
  outcome: 'unchanged',
  count: 812,
  gained: 0,
  lost: 0,
  returned: 0,
  edited: 0,
  missing: 0,
  held: 0,
  hidden: 0,
  baselineAt: AT,
};
const CHANGE: StoredChange = {
  id: '1',
  owner: 'me',
  network: 'bluesky',
  audienceId: 'bluesky:me.example:followers',
  audienceKind: 'followers',
  kind: 'lost',
  verdict: 'unfollowed',
  at: AT,
  detectedAt: AT,
  person: { id: 'did:plc:ann', handle: 'ann.example', name: 'Ann', url: 'https://bsky.example/ann' },
};
const OUTCOME: RunOutcome = {
  at: AT,
  timeZone: 'Europe/Berlin',
  owners: [{ id: 'me', name: 'Me', accounts: ['bluesky:me.example'] }],
  pull: { accounts: [{ owner: 'me', accountId: 'bluesky:me.example', outcome: 'ok' }], audiences: [AUDIENCE] },
  lists: [],
  likes: [],
  changes: [],
  digests: [],
  mails: [],
};
const withAudience = (audience: Partial<AudienceReport>, more: Partial<RunOutcome> = {}): RunOutcome => ({
  ...OUTCOME,
  pull: { ...OUTCOME.pull, audiences: [{ ...AUDIENCE, ...audience }] },
  ...more,
});

describe('the summary of a run', () => {
  it('says after a first pull from when losses can be seen', () => {
    expect(summaryText(withAudience({ outcome: 'baseline' }))).toContain(
      'followers        812  baseline taken, losses can be seen from Mon 16 Nov 2026, 09:00',
    );
  });

  it('names who left and why, who came back and who is new', () => {
    const text = summaryText(
      withAudience(
        { outcome: 'committed', lost: 2, returned: 1, gained: 1 },
        {
          changes: [
            CHANGE,
            { ...CHANGE, id: '2', verdict: 'unknown', person: { ...CHANGE.person, handle: 'bo.example', name: 'Bo' } },
            { ...CHANGE, id: '3', kind: 'returned', awayMs: 14 * 86_400_000 },
            { ...CHANGE, id: '4', kind: 'gained' },
          ],
        },
      ),
    );
    expect(text).toContain('2 left, 1 new, 1 came back');
    expect(text).toContain('- Ann (@ann.example) no longer follows you');
    expect(text).toContain('- Bo (@bo.example) no longer on your list');
    expect(text).toContain('+ Ann (@ann.example) came back after 14 days');
    expect(text).toContain('+ Ann (@ann.example) is new');
  });

  it('puts all posts on one line, counts those still watched, and names nobody who took a like back', () => {
    const like = { ...AUDIENCE, kind: 'likes', outcome: 'committed', count: 5, lost: 1 } as const;
    const text = summaryText({
      ...OUTCOME,
      pull: { ...OUTCOME.pull, audiences: [like, { ...like, audienceId: 'other' }] },
      changes: [{ ...CHANGE, audienceKind: 'likes', audienceId: 'bluesky:me.example:likes:3k', verdict: 'unliked' }],
      // One of the two closed in the week that is told.
      likes: [{ owner: 'me', accountId: 'bluesky:me.example', count: 5, posts: 1 }],
    });
    expect(text).toMatch(/likes on 1 post +5 {2}2 left/);
    expect(text).not.toContain('Ann');
  });

  it('names a few of very many', () => {
    const changes = Array.from({ length: 40 }, (_, n) => ({ ...CHANGE, id: String(n) }));
    expect(summaryText(withAudience({ lost: 40 }, { changes }))).toContain('and 15 people more');
  });

  it('says what failed, and until when a rate limit lasts', () => {
    const failed = withAudience({ outcome: 'waiting', message: 'GitHub is busy.', retryAt: AT + 3_600_000 });
    expect(summaryText(failed)).toContain(
      '! followers: not read to its end. GitHub is busy. Waits until Mon 16 Nov 2026, 10:00; running again after that goes on from there.',
    );
    expect(hasFailed(failed)).toBe(true);
    expect(hasFailed(OUTCOME)).toBe(false);
  });

  it('says what to do where a network was not reached, for nothing asks again by itself', () => {
    const failed = withAudience({
      outcome: 'failed',
      code: 'unavailable',
      message: 'It is down. It is asked again later.',
    });
    expect(summaryText(failed)).toContain('It is down. It is asked again with the next start.');
    expect(summaryText(failed, 'npm start -- --once')).toContain(
      'Check your internet connection, then run this again: npm start -- --once',
    );
    expect(summaryText(withAudience({ outcome: 'failed', code: 'not-found' }))).not.toContain('internet');
  });

  it('names the owner’s zone once, at its head', () => {
    expect(summaryText(OUTCOME)).toMatch(/^Mon 16 Nov 2026, 09:00 \(Europe\/Berlin\)\n/);
  });

  it('says what is held back, where the mail lies, and what was already sent', () => {
    const entry = { owner: 'me', digestId: 'weekly', period: '2026-11-16', kind: 'weekly', recipient: 'x' } as const;
    const text = summaryText(
      withAudience(
        { missing: 1, held: 30 },
        {
          digests: [{ ...entry, outcome: 'already-sent', nextAt: AT + 7 * 86_400_000 }],
          mails: [{ path: 'd/outbox/a.eml', subject: 'Your followers' }],
        },
      ),
    );
    expect(text).toContain('Held back: 1 person missing');
    expect(text).toContain('Held back: 30 people who vanished at once');
    expect(text).toContain('Mail: d/outbox/a.eml  "Your followers"');
    expect(text).toContain(
      'Mail: weekly digest of 2026-11-16 was already sent; the next one is due on Mon 23 Nov 2026, 09:00, with the first run from then on.',
    );
  });

  it('says why there is no mail where no list was ever read, and when there will be one', () => {
    const entry = { owner: 'me', digestId: 'weekly', period: '2026-11-16', kind: 'welcome', recipient: 'x' } as const;
    const text = summaryText({ ...OUTCOME, digests: [{ ...entry, outcome: 'nothing-read' }] });
    expect(text).toMatch(/Mail: no weekly digest\. No list has been read yet.*the first run that reads a list sends/);
  });

  it('says which digest could not be sent, and counts that as failed', () => {
    const entry = { owner: 'me', digestId: 'weekly', period: '2026-11-16', kind: 'weekly', recipient: 'x' } as const;
    const outcome = { ...OUTCOME, digests: [{ ...entry, outcome: 'failed', message: 'The outbox is full.' }] } as const;
    expect(hasFailed(outcome)).toBe(true);
    expect(summaryText(outcome)).toContain('Mail: weekly digest of 2026-11-16 could not be sent: The outbox is full.');
    expect(hasFailed({ ...OUTCOME, digests: [{ ...entry, outcome: 'suppressed' }] })).toBe(false);
  });

  it('shows imported lists, which no pull tells of, and how to import one', () => {
    const text = summaryText({
      ...OUTCOME,
      lists: [
        { owner: 'me', accountId: 'list:news', count: 1_234, takenAt: AT },
        { owner: 'me', accountId: 'list:friends', count: 0 },
      ],
    });
    expect(text).toContain('list:news\n  members      1,234  imported, as it was on Mon 16 Nov 2026, 09:00');
    expect(text).toContain(
      'list:friends\n  nothing was imported yet: npm run rekindle -- import FILE --as list:friends',
    );
  });

  it('never shows one owner under another', () => {
    const text = summaryText({
      ...OUTCOME,
      owners: [...OUTCOME.owners, { id: 'you', name: 'You', accounts: [] }],
      changes: [{ ...CHANGE, owner: 'you' }],
    });
    expect(text.indexOf('== Me ==')).toBeLessThan(text.indexOf('bluesky:me.example'));
    expect(text.indexOf('bluesky:me.example')).toBeLessThan(text.indexOf('== You =='));
    expect(text).not.toContain('Ann');
  });
});

describe('several pulls together', () => {
  it('tell what each told, and how things stand after the last', () => {
    const of = (more: Partial<AudienceReport>) => ({ accounts: [], audiences: [{ ...AUDIENCE, ...more }] });
    const merged = mergePulls([
      of({ outcome: 'baseline', count: 10 }),
      of({ outcome: 'committed', lost: 1, count: 9 }),
      of({ count: 9 }),
    ]);
    expect(merged.audiences).toMatchObject([{ outcome: 'committed', lost: 1, count: 9 }]);
  });
});

describe('text for a terminal', () => {
  it('carries no escape sequence of a stranger', () => {
    expect(printable('A\u001b[2J\u009b31mB\u202eC\n\tD')).toBe('A[2J31mBC\n\tD');
  });
});
