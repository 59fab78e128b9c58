import {
  BudgetSpentError,
  CredentialsRejectedError,
  CreditsDepletedError,
  NotFoundError,
  NotVisibleError,
  RateLimitedError,
} from '../networks/errors.ts';
import { MICROS, type Purse } from '../networks/purse.ts';
import { type Db, getItem, updateItem } from './db.ts';
import { spendingKey } from './keys.ts';

/** What was spent is remembered for about a year. */
const KEPT_SECONDS = 400 * 86_400;

export interface PurseSettings {
  readonly owner: string;
  readonly accountId: string;
  readonly usdPerMonth: number;
  /** The wall clock, epoch ms: networks bill by it, whatever the calendar says. */
  readonly wall: () => number;
}

/** The UTC month of a moment: `2026-11`. */
export const monthOf = (at: number): string => new Date(at).toISOString().slice(0, 7);

/** What an account has cost in a month, in millionths of a US dollar. */
export async function readSpent(db: Db, owner: string, accountId: string, month: string): Promise<number> {
  const item = await getItem(db, spendingKey(owner, accountId, month), { consistent: true });
  return typeof item?.['spent'] === 'number' ? item['spent'] : 0;
}

/**
 * The budget of one account, kept in the table: several runs at once share it, and none can overrun it, because what a
 * request may cost at most is set aside in one conditional write before it is sent.
 */
export function accountPurse(db: Db, settings: PurseSettings): Purse {
  const { owner, accountId, usdPerMonth, wall } = settings;
  const budget = Math.floor(usdPerMonth * MICROS);
  const spent = (): Promise<number> => readSpent(db, owner, accountId, monthOf(wall()));
  return {
    affordable: async (price, most) => Math.max(0, Math.min(most, Math.floor((budget - (await spent())) / price))),
    spend: async (most, ask) => {
      const key = spendingKey(owner, accountId, monthOf(wall()));
      const add = async (micros: number): Promise<void> => {
        if (micros !== 0) await updateItem(db, key, { add: { spent: micros } });
      };
      const isSetAside =
        most <= budget &&
        (await updateItem(
          db,
          key,
          { add: { spent: most }, set: { expiresAt: Math.floor(wall() / 1000) + KEPT_SECONDS } },
          {
            expression: 'attribute_not_exists(#cSpent) OR #cSpent <= :cRoom',
            names: { '#cSpent': 'spent' },
            values: { ':cRoom': budget - most },
          },
        ));
      if (!isSetAside) throw spentUp(settings, (await spent()) / MICROS);
      try {
        const { value, cost } = await ask();
        await add(Math.min(cost, most) - most);
        return value;
      } catch (error) {
        if (isFree(error)) await add(-most);
        throw error;
      }
    },
  };
}

/** Refused before anything was looked up: nobody charges for that. */
function isFree(error: unknown): boolean {
  return [RateLimitedError, CreditsDepletedError, CredentialsRejectedError, NotFoundError, NotVisibleError].some(
    (type) => error instanceof type,
  );
}

function spentUp({ accountId, usdPerMonth, wall }: PurseSettings, usd: number): BudgetSpentError {
  const now = new Date(wall());
  const next = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1);
  const day = new Date(next).toISOString().slice(0, 10);
  return new BudgetSpentError(
    `The budget of ${accountId} does not allow the next request: $${usd.toFixed(2)} of $${usdPerMonth.toFixed(2)} ` +
      `is spent this month. It goes on by itself on ${day}, or as soon as budget.usdPerMonth is raised.`,
    next - wall(),
  );
}
