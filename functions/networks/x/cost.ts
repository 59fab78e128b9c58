import { MICROS } from '../purse.ts';
import { ownPrices } from './prices.ts';

const DAY = 86_400_000;
/** Days of an average month. */
const MONTH_DAYS = 30.44;

export interface CostFacts {
  readonly followers: number;
  /** Milliseconds between two readings. */
  readonly every: number;
  readonly ownsApp: boolean;
  readonly usdPerMonth: number;
}

/**
 * What reading the followers of an X account costs, in a sentence that its owner sees before the first reading:
 * `5,000 followers, weekly: about $5 each time, or $50 if the app is not yours.`
 */
export function costEstimate({ followers, every, ownsApp, usdPerMonth }: CostFacts): string {
  const [own, other] = [true, false].map((isOwn) => (followers * ownPrices(isOwn).listed) / MICROS) as [number, number];
  const head = `${followers.toLocaleString('en')} followers, ${rhythm(every)}: about`;
  const prices = ownsApp
    ? `${dollars(own)} each time, or ${dollars(other)} if the app is not yours`
    : `${dollars(other)} each time, or ${dollars(own)} if the account itself owned the app`;
  const each = ownsApp ? own : other;
  return `${head} ${prices}. ${fitText(each, (each * MONTH_DAYS * DAY) / every, usdPerMonth)}`;
}

function fitText(each: number, monthly: number, usdPerMonth: number): string {
  const budget = `the budget of ${dollars(usdPerMonth)} a month`;
  if (monthly <= usdPerMonth) return `That fits in ${budget}.`;
  if (each <= usdPerMonth) return `That is about ${dollars(monthly)} a month: it pauses when ${budget} is used up.`;
  return `One reading is more than ${budget}: it takes about ${Math.ceil(each / usdPerMonth)} months, unless you raise it.`;
}

function rhythm(every: number): string {
  const days = every / DAY;
  if (days === 1) return 'daily';
  if (days === 7) return 'weekly';
  return days > 1 ? `every ${round(days)} days` : `every ${round(every / 3_600_000)} hours`;
}

/** `$5`, `$0.40`; whole dollars from ten on. */
function dollars(usd: number): string {
  const digits = usd >= 10 || Number.isInteger(usd) ? 0 : 2;
  return `$${usd.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
