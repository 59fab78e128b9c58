import type { OutreachState } from './digest-input.ts';

/** What an owner did, or we measured, about getting to know somebody. */
export const OUTREACH_STEPS = ['suggested', 'invited', 'met', 'snoozed', 'never', 'returned'] as const;
export type OutreachStepKind = (typeof OUTREACH_STEPS)[number];

export interface OutreachStep {
  readonly step: OutreachStepKind;
  /** Calendar, epoch ms. */
  readonly at: number;
  /** Of `snoozed`: not before. */
  readonly until?: number;
}

/** Where an owner stands with one person: suggested → invited → met; snoozed; never; and, measured by us, returned. */
export interface Outreach {
  readonly state: OutreachState;
  /** Since when it is in that state. */
  readonly at: number;
  /** Of `snoozed`: not before. */
  readonly until?: number;
  /** The owner's own words. */
  readonly note?: string;
  /** What the owner promised them. */
  readonly promise?: string;
  /** When the owner wants to be reminded. */
  readonly remindAt?: number;
  /** When they were last seen to have come back. */
  readonly returnedAt?: number;
  /** When the two were last in contact, by the owner's word. */
  readonly contactAt?: number;
  /** After how many weeks without contact the owner wants to be reminded to write again; 0: never. 12 unless set. */
  readonly writeAgainWeeks?: number;
  /** Oldest first; the last {@link MOST_STEPS}. */
  readonly history: readonly OutreachStep[];
}

export const MOST_STEPS = 50;
/** Characters of a note or a promise, at most. */
export const LONGEST_NOTE = 2_000;

/**
 * `suggest` is ours, when a digest names somebody; `return` is measured. The rest are an owner's, who may say anything at
 * any time: one who presses "never" by mistake presses another button. `keep` changes words and dates alone; null
 * removes one.
 */
export type OutreachAction =
  | { readonly action: 'suggest' | 'invite' | 'meet' | 'never' }
  | { readonly action: 'return' }
  /** The two were in contact: whatever is to remind the owner starts anew. */
  | { readonly action: 'contact' }
  | { readonly action: 'snooze'; readonly until: number }
  | {
      readonly action: 'keep';
      readonly note?: string | null;
      readonly promise?: string | null;
      readonly remindAt?: number | null;
      readonly writeAgainWeeks?: number | null;
    };

/** Twice within this time is once: a button that was pressed again. */
const SAME_CONTACT_MS = 20 * 60 * 60 * 1000;

const STATE_AFTER = {
  suggest: 'suggested',
  invite: 'invited',
  meet: 'met',
  never: 'never',
  snooze: 'snoozed',
} as const;

/**
 * What is true after an action. The same action again changes nothing, so that a link that is opened twice counts once.
 * A suggestion never takes back what an owner said: only who was suggested before, or whose snooze is over, is
 * suggested again. Being met ends a reminder: it was about meeting.
 * @param current undefined if there was nothing yet
 * @param now calendar, epoch ms
 */
export function applyOutreach(current: Outreach | undefined, action: OutreachAction, now: number): Outreach {
  const before = current ?? nothing(now);
  switch (action.action) {
    case 'keep':
      return kept(before, action);
    case 'return':
      if (before.returnedAt === now) return before;
      return { ...before, returnedAt: now, history: stepped(before, { step: 'returned', at: now }) };
    case 'suggest':
      return current === undefined || maySuggest(current, now) ? moved(before, action, now) : current;
    case 'snooze':
      return before.state === 'snoozed' && before.until === action.until ? before : moved(before, action, now);
    case 'contact':
      return inContact(before, now);
    case 'meet':
      return inContact(before.state === 'met' ? before : moved(before, action, now), now);
    default:
      return current?.state === STATE_AFTER[action.action] ? current : moved(before, action, now);
  }
}

function inContact(before: Outreach, now: number): Outreach {
  const last = before.contactAt ?? Number.NEGATIVE_INFINITY;
  return now - last < SAME_CONTACT_MS ? before : { ...before, contactAt: now };
}

/** Words may come first: then somebody counts as suggested by the owner. */
const nothing = (now: number): Outreach => ({ state: 'suggested', at: now, history: [] });

function maySuggest({ state, until, history }: Outreach, now: number): boolean {
  if (state === 'snoozed') return now >= (until ?? Number.POSITIVE_INFINITY);
  return state === 'suggested' && history.at(-1)?.at !== now;
}

function moved(
  before: Outreach,
  action: Exclude<OutreachAction, { readonly action: 'keep' | 'return' | 'contact' }>,
  now: number,
): Outreach {
  const { until: _, remindAt, ...rest } = before;
  const state = STATE_AFTER[action.action];
  const until = action.action === 'snooze' ? { until: action.until } : {};
  return {
    ...rest,
    state,
    at: now,
    ...until,
    ...(remindAt === undefined || state === 'met' || state === 'never' ? {} : { remindAt }),
    history: stepped(before, { step: state, at: now, ...until }),
  };
}

function kept(before: Outreach, words: Extract<OutreachAction, { readonly action: 'keep' }>): Outreach {
  const { note, promise, remindAt, writeAgainWeeks, ...rest } = before;
  const after = <T>(old: T | undefined, said: T | null | undefined): T | undefined =>
    said === undefined ? old : (said ?? undefined);
  const next = {
    note: after(note, words.note)?.slice(0, LONGEST_NOTE),
    promise: after(promise, words.promise)?.slice(0, LONGEST_NOTE),
    remindAt: after(remindAt, words.remindAt),
    writeAgainWeeks: after(writeAgainWeeks, words.writeAgainWeeks),
  };
  return {
    ...rest,
    ...(next.note === undefined || next.note === '' ? {} : { note: next.note }),
    ...(next.promise === undefined || next.promise === '' ? {} : { promise: next.promise }),
    ...(next.remindAt === undefined ? {} : { remindAt: next.remindAt }),
    ...(next.writeAgainWeeks === undefined ? {} : { writeAgainWeeks: next.writeAgainWeeks }),
  };
}

function stepped({ history }: Outreach, step: OutreachStep): readonly OutreachStep[] {
  return [...history, step].slice(-MOST_STEPS);
}
