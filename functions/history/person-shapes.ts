import * as z from 'zod';
import { OUTREACH_STATES } from '../core/digest-input.ts';
import { AUDIENCE_KINDS, PERSON_STATES, VERDICTS } from '../core/model.ts';
import { LONGEST_NOTE, OUTREACH_STEPS } from '../core/outreach.ts';
import { MOST_WRITE_AGAIN_WEEKS } from '../core/reminders.ts';
import { SEGMENTS } from '../core/segments.ts';
import { changeShape } from './change-view.ts';
import { countShape, instantShape, networkShape } from './shapes.ts';

/** Where the owner stands with somebody. */
export const outreachShape = z.strictObject({
  state: z.enum(OUTREACH_STATES),
  at: instantShape,
  until: instantShape.optional(),
  note: z.string().optional(),
  promise: z.string().optional(),
  remindAt: instantShape.optional(),
  returnedAt: instantShape.optional(),
  /** When the two were last in contact, by the owner's word. */
  contactAt: instantShape.optional(),
  /** After how many weeks without contact the owner is reminded to write again; 0: never; absent: 12. */
  writeAgainWeeks: countShape.optional(),
  history: z.array(z.strictObject({ step: z.enum(OUTREACH_STEPS), at: instantShape, until: instantShape.optional() })),
});

export const correctionShape = z.strictObject({
  /** Null: no place is told. */
  place: z.string().nullable().optional(),
  segments: z.array(z.enum(SEGMENTS)).optional(),
  at: instantShape,
});

export const placeShape = z.strictObject({ city: z.string().optional(), country: z.string().optional() });

const profileFields = {
  handle: z.string(),
  name: z.string().optional(),
  url: z.string(),
  bio: z.string().optional(),
  location: z.string().optional(),
  avatar: z.string().optional(),
  reach: countShape.optional(),
};

/** The same person on another network, and what proves it. */
export const linkedShape = z.strictObject({
  id: z.string(),
  network: networkShape,
  handle: z.string(),
  url: z.string(),
  proof: z.string(),
});

/** What became of "wrong person". */
export const wrongPersonShape = z.strictObject({
  /** Whom they are kept apart from. */
  keptApart: z.array(linkedShape),
  /** Where they were linked with nobody: that no place and no kind is told of them, and they rest for a year. */
  correction: correctionShape.optional(),
  outreach: outreachShape.optional(),
});

/** Somebody as searching finds them; `bio` is cut. */
export const foundPersonShape = z.strictObject({
  id: z.string(),
  owner: z.string(),
  accountId: z.string(),
  network: networkShape,
  ...profileFields,
  state: z.enum(PERSON_STATES),
  stateAt: instantShape,
  verdict: z.enum(VERDICTS).optional(),
  firstSeenAt: instantShape,
  since: instantShape.optional(),
  audiences: z.array(z.string()),
  segments: z.array(z.string()),
  place: placeShape.optional(),
  outreach: z.enum(OUTREACH_STATES).optional(),
});

/** Somebody in one audience. */
export const memberShape = z.strictObject({
  id: z.string(),
  owner: z.string(),
  audienceId: z.string(),
  ...profileFields,
  state: z.enum(PERSON_STATES),
  stateAt: instantShape,
  verdict: z.enum(VERDICTS).optional(),
  firstSeenAt: instantShape,
  since: instantShape.optional(),
  returns: countShape,
  losses: countShape,
});

/** One person: profile, where they are and were, what was told of them, and where the owner stands with them. */
export const personDetailShape = z.strictObject({
  id: z.string(),
  owner: z.string(),
  network: networkShape,
  ...profileFields,
  links: z.array(z.string()).optional(),
  organisation: z.string().optional(),
  segments: z.array(z.string()),
  place: placeShape.optional(),
  audiences: z.array(
    z.strictObject({
      id: z.string(),
      accountId: z.string(),
      kind: z.enum(AUDIENCE_KINDS),
      title: z.string().optional(),
      state: z.enum(PERSON_STATES),
      stateAt: instantShape,
      verdict: z.enum(VERDICTS).optional(),
      firstSeenAt: instantShape,
      since: instantShape.optional(),
      returns: countShape,
      losses: countShape,
    }),
  ),
  /** When they were lost, came back or moved, newest first; at most 200. */
  changes: z.array(changeShape),
  outreach: outreachShape.optional(),
  correction: correctionShape.optional(),
  /** Whom the last digest that suggested them took them for elsewhere, without whom the owner took apart since. */
  linked: z.array(linkedShape).optional(),
  /** When a digest suggested them last. */
  suggestedAt: instantShape.optional(),
  /** How many audiences were asked, of how many. */
  searched: countShape,
  of: countShape,
});

const words = z.string().trim().max(LONGEST_NOTE, `expected at most ${LONGEST_NOTE} characters`);
const moment = z.iso.datetime({ offset: true, error: 'expected a time such as "2026-12-01T09:00:00Z"' });

/** What an owner says about their outreach. `null` removes a word or a date. */
export const outreachBody = z
  .strictObject({
    state: z.enum(['invited', 'met', 'snoozed', 'never']).optional(),
    /** Of `snoozed`: not before. */
    until: moment.optional(),
    note: words.nullable().optional(),
    promise: words.nullable().optional(),
    remindAt: moment.nullable().optional(),
    /** The two were in contact just now: whatever is to remind the owner starts anew. */
    contact: z.literal(true, 'expected true, or nothing').optional(),
    /** Weeks without contact after which to be reminded to write again; 0: never; `null`: 12, as for everybody. */
    writeAgainWeeks: z
      .int('expected whole weeks')
      .min(0, 'expected 0 (never) or more')
      .max(MOST_WRITE_AGAIN_WEEKS, `expected at most ${MOST_WRITE_AGAIN_WEEKS} weeks`)
      .nullable()
      .optional(),
  })
  .check((context) => {
    const { state, until, ...rest } = context.value;
    const issue = (path: string, message: string) =>
      context.issues.push({ code: 'custom', path: [path], message, input: context.value });
    if (state === 'snoozed' && until === undefined) issue('until', 'expected with "snoozed": not before when');
    if (state !== 'snoozed' && until !== undefined) issue('until', 'expected only with "snoozed"');
    if (state === undefined && Object.keys(rest).length === 0) issue('state', 'expected something to be said');
  });

export const correctionBody = z
  .strictObject({
    place: z.string().trim().min(1).max(200).nullable().optional(),
    segments: z.array(z.enum(SEGMENTS)).max(SEGMENTS.length).optional(),
  })
  .check((context) => {
    if (context.value.place !== undefined || context.value.segments !== undefined) return;
    context.issues.push({
      code: 'custom',
      path: ['place'],
      message: 'expected place or segments',
      input: context.value,
    });
  });
