import * as z from 'zod';
import { batchWrite, type Db, getItem, type Item, isExpired, putItem, queryPrefix } from './db.ts';
import { ownerPk, PLAN_PREFIX, planKey, planPrefix } from './keys.ts';

/** Over a year in the feed after it took place; then nobody looks for it any more. */
const KEPT = 400 * 24 * 60 * 60 * 1000;

const planItem = z.object({
  personId: z.string(),
  /** `DIGEST:PERIOD` of the edition that suggested them. */
  edition: z.string(),
  way: z.enum(['coffee', 'video']),
  start: z.number(),
  end: z.number(),
  title: z.string(),
  description: z.string(),
  location: z.string().optional(),
  stampedAt: z.number(),
  /** Counts up with every change (RFC 5545, 3.8.7.4). */
  sequence: z.number(),
  isCancelled: z.boolean().optional(),
});

/** A meeting that an owner planned: their own note, nobody is invited by it. Times are epoch ms. */
export type Plan = Readonly<z.output<typeof planItem>>;

/** Two who write at once: the second reads again, so often at most. */
const MOST_TRIES = 8;

/**
 * Notes a plan, in the place of an earlier one of the same suggestion. The same plan again changes nothing.
 * @returns what is noted now
 */
export async function putPlan(db: Db, owner: string, plan: Omit<Plan, 'sequence'>): Promise<Plan> {
  const key = planKey(owner, plan.personId, plan.edition);
  for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
    const item = await getItem(db, key, { consistent: true });
    const before = item === undefined ? undefined : planItem.parse(item);
    if (before !== undefined && isSame(before, plan)) return before;
    const next: Plan = { ...plan, sequence: before === undefined ? 0 : before.sequence + 1 };
    const condition =
      before === undefined
        ? { expression: 'attribute_not_exists(pk)' }
        : { expression: '#sequence = :seen', names: { '#sequence': 'sequence' }, values: { ':seen': before.sequence } };
    const expiresAt = Math.ceil((plan.end + KEPT) / 1000);
    if (await putItem(db, key, { ...next, expiresAt } satisfies Item, condition)) return next;
  }
  throw new Error('The plan keeps being written by others; try again later.');
}

/** What is planned of one suggestion; undefined if nothing. */
export async function readPlan(db: Db, owner: string, personId: string, edition: string): Promise<Plan | undefined> {
  const item = await getItem(db, planKey(owner, personId, edition), { consistent: true });
  return item === undefined ? undefined : planItem.parse(item);
}

/** All plans of an owner, the earliest first. @param now calendar, epoch ms */
export async function listPlans(db: Db, owner: string, now: number): Promise<readonly Plan[]> {
  const items = await queryPrefix(db, ownerPk(owner), PLAN_PREFIX);
  const plans = items.filter((item) => !isExpired(item, now)).map((item) => planItem.parse(item));
  return plans.sort((a, b) => a.start - b.start || (a.personId < b.personId ? -1 : 1));
}

/** Forgets them, when the person is erased. */
export async function deletePlans(db: Db, owner: string, personId: string): Promise<void> {
  const items = await queryPrefix(db, ownerPk(owner), planPrefix(personId), { consistent: true });
  await batchWrite(
    db,
    items.map((item) => ({ delete: { pk: ownerPk(owner), sk: String(item['sk']) } })),
  );
}

function isSame(a: Plan, b: Omit<Plan, 'sequence'>): boolean {
  const { sequence: _, stampedAt: __, ...before } = a;
  const { stampedAt: ___, ...after } = b;
  const text = (plan: object) => JSON.stringify(Object.entries(plan).sort());
  return text(before) === text(after);
}
