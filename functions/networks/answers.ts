import * as z from 'zod';
import { InvalidResponseError } from './errors.ts';
import { LONGEST, plainText } from './text.ts';

/**
 * Parses what a network answered. Strict about ids and structure, so that a changed API is seen as such; whatever is
 * optional should be declared with {@link lenient}, so that one odd avatar does not stop a walk.
 * @param place of `body` in the answer, if it is a part of it: `['followers', 7]`
 * @throws InvalidResponseError naming the field, never its value
 */
export function parseAnswer<T extends z.ZodType>(
  schema: T,
  body: unknown,
  what: string,
  place: readonly (string | number)[] = [],
): z.output<T> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = [...place, ...(issue?.path ?? [])]
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
  throw new InvalidResponseError(
    `${what} answered something its documents do not describe, at ${path === '' ? 'the top' : path}: ` +
      `${issue?.message ?? 'unknown'}. Nothing was compared; if this lasts, a newer version of Rekindle may be needed.`,
  );
}

/** An optional field: absent, null or of another type, it is left out. */
export function lenient<T extends z.ZodType>(schema: T) {
  return schema.optional().catch(undefined);
}

/** Far more than any network puts on a page; of empty ones, millions would fit into an answer. */
const MOST_LISTED = 5_000;

/** A page of a list. One that is longer than any is refused before anybody on it is looked at. */
export function boundedList<T extends z.ZodType>(schema: T) {
  return z.array(z.unknown()).max(MOST_LISTED).pipe(z.array(schema));
}

/** A handle: one cleaned line that may not be empty, cut when it is too long. */
export const handleText = z.string().transform((value, context) => {
  const text = plainText(value, LONGEST.handle);
  if (text !== undefined) return text;
  context.issues.push({ code: 'custom', message: 'expected a readable name', input: undefined });
  return z.NEVER;
});

/** A moment as epoch milliseconds, if it is one. */
export function momentOf(iso: string | undefined): number | undefined {
  const at = iso === undefined ? Number.NaN : Date.parse(iso);
  return Number.isFinite(at) && at > 0 ? at : undefined;
}
