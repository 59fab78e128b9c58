import { SCHEMA_VERSION } from './table.ts';

/** The table was written by newer code: nothing of it is read or changed, because it could be misunderstood. */
export class NewerSchemaError extends Error {
  override readonly name = 'NewerSchemaError';
  constructor(found?: number) {
    super(
      `The table was written by a newer version of Rekindle (its items are of form ${found ?? 'unknown'}; this version ` +
        `knows forms up to ${SCHEMA_VERSION}). Nothing was changed. Use the newer version again, or restore a backup ` +
        'that this version has made into an empty place.',
    );
  }
}

type Item = Record<string, unknown>;

/** What turns an item of one form into the next; the key is the form it comes from. Asked for every older item. */
export type Steps = Readonly<Record<number, (item: Item) => Item>>;

/** None so far: what was added since form 1 are optional attributes, which readers do without, and packed forms, of which they know all. */
const STEPS: Steps = {};

/** Form of an item. Whatever is not stamped is as old as can be. */
export function formOf(item: Item): number {
  const { sv } = item;
  return typeof sv === 'number' ? sv : 1;
}

/**
 * An item as this version knows it: an older one is brought forward, in memory; the table has it so once it is
 * written the next time.
 * @throws NewerSchemaError for an item that a newer version has written
 */
export function broughtForward(item: Item, steps: Steps = STEPS, current: number = SCHEMA_VERSION): Item {
  const from = formOf(item);
  if (from > current) throw new NewerSchemaError(from);
  let forward = item;
  for (let form = from; form < current; form += 1) forward = steps[form]?.(forward) ?? forward;
  return forward;
}

/**
 * Condition under which an item may be changed in place: parts of an older form must not get among those of a newer.
 * An absent stamp is not greater than anything. Written without parentheses, each pair of which doubles the time that
 * the embedded engine takes to read a condition.
 */
export const NOT_NEWER = {
  expression: 'NOT #svKnown > :svKnown',
  names: { '#svKnown': 'sv' },
  values: { ':svKnown': SCHEMA_VERSION },
} as const;
