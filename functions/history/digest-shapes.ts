import * as z from 'zod';
import { VERDICTS } from '../core/model.ts';
import { changeShape, personShape } from './change-view.ts';
import { linkedShape } from './person-shapes.ts';
import { countShape, instantShape, networkShape } from './shapes.ts';

/** One edition, as lists show it. */
export const editionShape = z.strictObject({
  /** `DIGEST:PERIOD`, such as `weekly:2026-11-16`. */
  id: z.string(),
  owner: z.string(),
  digestId: z.string(),
  kind: z.enum(['welcome', 'weekly']),
  /** The local date of its scheduled slot. */
  period: z.iso.date(),
  builtAt: instantShape,
  from: instantShape,
  to: instantShape,
});

/** A change in the words of the mail. */
const toldShape = changeShape
  .pick({ kind: true, verdict: true, at: true, person: true, before: true, awayDays: true })
  .extend({
    audienceLabel: z.string(),
    /** One sentence on what proves it. */
    evidence: z.string().optional(),
    /** Of a loss: how long they had been there, or at least since we looked. */
    stayed: z.strictObject({ days: z.number().min(0), atLeast: z.boolean() }).optional(),
    /** Outreach that preceded a return. */
    outreach: z.string().optional(),
    /** Of a loss: where the same person still is with the owner. */
    stillOn: z.array(networkShape).optional(),
  });

const digestAudienceShape = z.strictObject({
  audienceId: z.string(),
  accountId: z.string(),
  network: networkShape,
  label: z.string(),
  count: countShape,
  /** Of likes: on how many posts, those that are watched. */
  posts: countShape.optional(),
  gained: countShape,
  lost: countShape,
  returned: countShape,
  /** Only numbers are known; nobody is named. */
  countOnly: z.boolean(),
  /** Of numbers only: by how much it has moved since the last edition. */
  net: z.number().int().optional(),
  /** Of numbers only: how many came and went in that time, where the network says so. */
  gainedCount: countShape.optional(),
  lostCount: countShape.optional(),
  baselineAt: instantShape.optional(),
  pulledAt: instantShape.optional(),
});

/** What the owner wrote about somebody. */
const wordsShape = z.strictObject({ note: z.string().optional(), promise: z.string().optional() });

const suggestionShape = z.strictObject({
  person: personShape,
  reasons: z.array(z.string()),
  way: z.enum(['coffee', 'video']),
  starter: z.string(),
  score: z.number(),
  stillThere: z.boolean(),
  /** Several ways to begin, the starter first, and their language. */
  openings: z.array(z.string()).optional(),
  language: z.enum(['en', 'de']).optional(),
  /** What the two share. */
  shared: z.array(z.string()).optional(),
  /** The same person on other networks, and what proves it. */
  linked: z.array(linkedShape).optional(),
  lookUps: z
    .array(z.strictObject({ kind: z.enum(['profile', 'site', 'search']), label: z.string(), url: z.string() }))
    .optional(),
  /** Of their own site. */
  newestPost: z.strictObject({ title: z.string(), url: z.string(), at: instantShape.optional() }).optional(),
  /** What they ask the public for, in their words, and which of the owner's offers meets it. */
  ask: z.strictObject({ line: z.string(), from: z.enum(['profile', 'post']), offer: z.string().optional() }).optional(),
  /** Where they say they live, and the IANA zone there. */
  town: z.string().optional(),
  theirZone: z.string().optional(),
  /** Times that would suit both. */
  times: z.array(z.strictObject({ start: instantShape, end: instantShape })).optional(),
  words: wordsShape.optional(),
});

const writeAgainShape = z.strictObject({
  person: personShape,
  lastContactAt: instantShape.optional(),
  dueAt: instantShape,
  words: wordsShape.optional(),
});

/** Of those who had left and were invited, how many came back. */
const wonBackShape = z.strictObject({ returned: countShape, invited: countShape });

const trendShape = z.strictObject({
  /** Lists of people, of stars, and lists of which only the number is known. */
  group: z.enum(['people', 'stars', 'numbers']),
  /** How many lists these are, and how many were added later and are not in it. */
  lists: countShape,
  younger: countShape,
  /** Oldest first; `to` is the week's end. */
  weeks: z.array(z.strictObject({ to: instantShape, count: countShape, gained: countShape, lost: countShape })),
});

/** One edition with everything its mail tells, as it was frozen. */
export const editionDetailShape = editionShape.extend({
  audiences: z.array(digestAudienceShape),
  met: z.strictObject({ met: countShape, of: countShape }),
  profilesKnown: z.strictObject({ known: countShape, of: countShape }),
  gained: z.array(toldShape),
  notable: z.array(z.strictObject({ person: personShape, reason: z.string() })),
  returned: z.array(toldShape),
  lost: z.array(toldShape),
  blocks: z.strictObject({ blockedYou: countShape, youBlocked: countShape }),
  lostLikes: countShape,
  lostStars: countShape.optional(),
  causes: z.array(z.strictObject({ verdict: z.enum(VERDICTS), count: countShape })).optional(),
  edited: z.array(toldShape),
  suggestions: z.array(suggestionShape),
  /** Three or more kindred people near the owner: one table for all. */
  tables: z.array(z.strictObject({ city: z.string(), ground: z.string(), people: z.array(personShape) })).optional(),
  /** Whom to write to again. */
  writeAgain: z.array(writeAgainShape).optional(),
  wonBack: wonBackShape.optional(),
  /** Where the gut check and the winning back stood at the last editions, oldest first. */
  course: z.array(wonBackShape.extend({ at: instantShape, met: countShape, of: countShape })).optional(),
  /** The last twelve weeks. */
  trends: z.array(trendShape).optional(),
  segments: z
    .array(z.strictObject({ label: z.string(), count: countShape, examples: z.array(personShape) }))
    .optional(),
  near: z.strictObject({ city: z.string(), count: countShape, people: z.array(personShape) }).optional(),
  heldBack: z.strictObject({ missing: countShape, held: countShape }),
  troubles: z.array(
    z.strictObject({
      accountId: z.string(),
      audienceId: z.string().optional(),
      what: z.string(),
      remedy: z.string(),
    }),
  ),
  /** Accounts that a new official export is due for. */
  exports: z
    .array(
      z.strictObject({
        accountId: z.string(),
        network: networkShape,
        takenAt: instantShape.optional(),
        days: countShape.optional(),
        link: z.string(),
        steps: z.string(),
      }),
    )
    .optional(),
  /** What did not fit the mail; of changes, this API has them all. */
  omitted: z.strictObject({
    gained: countShape,
    lost: countShape,
    returned: countShape,
    edited: countShape,
    audiences: countShape.optional(),
    troubles: countShape.optional(),
  }),
});
