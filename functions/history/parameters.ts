import * as z from 'zod';
import { OUTREACH_STATES } from '../core/digest-input.ts';
import { CHANGE_KINDS, NETWORK_IDS, PERSON_STATES, VERDICTS } from '../core/model.ts';
import { SEGMENTS } from '../core/segments.ts';
import { NEAR_KM } from '../people/near-km.ts';
import { badRequest, notFound, type ParameterProblem } from './problem.ts';

/** Path and query parameters: what each may be, and what is said if it is something else. */

/** Fits a sort key of the table, whose limit is 1,024 bytes, with room for what stands before it. */
const LONGEST_ID = 900;
const LONGEST_CURSOR = 4_000;
const MOST_ITEMS = 500;
const USUAL_ITEMS = 100;
/** Last millisecond that `toISOString` writes with four digits of year; sort keys are compared as text. */
const LAST_INSTANT = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

const idParameter = z
  .string()
  .max(LONGEST_ID)
  .regex(/^[A-Za-z0-9._~:@-]+$/);

export const idParams = z.strictObject({ id: idParameter });
export const noParams = z.strictObject({});

/** A date is its first moment in UTC. */
const instant = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], {
    error:
      'expected a time such as "2026-03-01T00:00:00Z" or "2026-03-01T00:00:00+01:00", or a date such as "2026-03-01"',
  })
  .transform((text) => Math.min(Math.max(Date.parse(text), 0), LAST_INSTANT));

/** A plus sign that was not percent-encoded arrives as a space; no time has one. */
const instantParameter = z.preprocess(
  (value) => (typeof value === 'string' ? value.replace(/ (?=\d\d:\d\d$)/, '+') : value),
  instant,
);

/** One or several, with commas between them or the parameter repeated. */
const listParameter = <const T extends readonly string[]>(words: T) =>
  z
    .string()
    .max(500)
    .transform((text) => [...new Set(text.split(','))].sort())
    .pipe(z.array(z.enum(words, { error: `expected one or more of ${words.join(', ')}, with commas between them` })));

const limitMessage = `expected a number from 1 to ${MOST_ITEMS}`;
const limitParameter = z
  .string()
  .regex(/^\d{1,6}$/, limitMessage)
  .transform(Number)
  .pipe(z.number().min(1, limitMessage).max(MOST_ITEMS, limitMessage))
  .default(USUAL_ITEMS);

const ownerParameter = z.string().max(60).optional();

/** Of everything that holds for one thing. */
export const itemQuery = z.strictObject({ owner: ownerParameter });

/** Of every list. */
export const listQuery = z.strictObject({
  owner: ownerParameter,
  limit: limitParameter,
  cursor: z.string().max(LONGEST_CURSOR).optional(),
  format: z.enum(['json', 'csv', 'ndjson'], { error: 'expected json, csv or ndjson' }).default('json'),
});

const inOrder = (context: z.core.ParsePayload<{ from?: number | undefined; to?: number | undefined }>): void => {
  const { from, to } = context.value;
  if (from !== undefined && to !== undefined && to <= from) {
    context.issues.push({ code: 'custom', path: ['to'], message: 'expected a time after `from`', input: to });
  }
};

/** Of lists along time: `from` is included, `to` is not. */
export const timeQuery = listQuery
  .extend({ from: instantParameter.optional(), to: instantParameter.optional() })
  .check(inOrder);

/** Of lists of changes; `from` and `to` are about `detectedAt`. */
export const changeQuery = listQuery
  .extend({
    kind: listParameter(CHANGE_KINDS).optional(),
    verdict: listParameter(VERDICTS).optional(),
    network: listParameter(NETWORK_IDS).optional(),
    from: instantParameter.optional(),
    to: instantParameter.optional(),
  })
  .check(inOrder);

/** Of searching people. */
export const peopleQuery = listQuery
  .extend({
    audience: idParameter.optional(),
    segment: listParameter(SEGMENTS).optional(),
    state: listParameter(PERSON_STATES).optional(),
    outreach: listParameter(OUTREACH_STATES).optional(),
    near: z.string().trim().min(2, 'expected a place such as "Lisbon"').max(100).optional(),
    within: z
      .string()
      .regex(/^\d{1,4}(km)?$/, `expected kilometres, such as "${NEAR_KM}"`)
      .transform((text) => Number.parseInt(text, 10))
      .optional(),
    q: z.string().trim().min(1, 'expected something to look for').max(100).optional(),
  })
  .check((context) => {
    if (context.value.within === undefined || context.value.near !== undefined) return;
    context.issues.push({
      code: 'custom',
      path: ['within'],
      message: 'expected only with `near`',
      input: context.value,
    });
  });

/** Of everybody in an audience. */
export const memberQuery = listQuery.extend({ state: listParameter(PERSON_STATES).optional() });

/** Of trends. */
export const trendQuery = z
  .strictObject({
    owner: ownerParameter,
    by: z.enum(['day', 'week', 'month'], { error: 'expected day, week or month' }).default('week'),
    from: instantParameter.optional(),
    to: instantParameter.optional(),
    format: z.enum(['json', 'csv', 'ndjson'], { error: 'expected json, csv or ndjson' }).default('json'),
    limit: limitParameter,
    cursor: z.string().max(LONGEST_CURSOR).optional(),
  })
  .check(inOrder);

/** Of statistics: a time, and whose. */
export const statsQuery = z
  .strictObject({ owner: ownerParameter, from: instantParameter.optional(), to: instantParameter.optional() })
  .check(inOrder);

export type ListQuery = z.output<typeof listQuery>;
export type ChangeQuery = z.output<typeof changeQuery>;

/** @throws Problem 404: what cannot be an id is not there, in the same words as what is not there */
export function parseParams<P extends z.ZodType>(schema: P, params: unknown): z.output<P> {
  const result = schema.safeParse(params);
  if (!result.success) throw notFound();
  return result.data;
}

/** @throws Problem 400 naming each parameter that is wrong or unknown */
export function parseQuery<Q extends z.ZodType>(schema: Q, query: unknown): z.output<Q> {
  const result = schema.safeParse(query);
  if (result.success) return result.data;
  throw badRequest(uniqueByParameter(result.error.issues.flatMap((issue) => problemsOf(issue))));
}

/** @param whole what is wrong if no field of it can be named */
export function problemsOf(issue: z.core.$ZodIssue, whole = 'query'): ParameterProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      parameter: key.slice(0, 60),
      message: `this path has no such ${whole === 'body' ? 'field' : 'parameter'}; remove it or check its spelling`,
    }));
  }
  return [
    {
      parameter: whole === 'query' ? String(issue.path[0] ?? whole) : issue.path.join('.') || whole,
      message: issue.message,
    },
  ];
}

function uniqueByParameter(problems: readonly ParameterProblem[]): ParameterProblem[] {
  return [...new Map(problems.map((problem) => [problem.parameter, problem])).values()].slice(0, 20);
}
