import * as z from 'zod';

/**
 * What Meta's headers say of its limits. User and app tokens count against the app (`X-App-Usage`), Page tokens against
 * the Page (`X-Business-Use-Case-Usage`, which also says for how long). All shares are per cent of what is allowed.
 * https://developers.facebook.com/docs/graph-api/overview/rate-limiting
 */
const MINUTE = 60_000;
const LONGEST_WAIT = 24 * 60 * MINUTE;
/** Limits are counted over an hour and let go little by little, so a wait without a word need not be a whole one. */
export const WAIT_WITHOUT_A_WORD = 15 * MINUTE;
/** From here on requests are refused. */
const USED_UP = 100;

const share = z.number().catch(0);
const usage = z.object({ call_count: share, total_cputime: share, total_time: share });
const businessUsage = z.record(
  z.string(),
  z.array(usage.extend({ estimated_time_to_regain_access: z.number().min(0).catch(0) })),
);

/** How long nothing more is allowed, in milliseconds; undefined while something is. */
export function waitOf(headers: Headers): number | undefined {
  const rows = Object.values(businessUsage.safeParse(jsonIn(headers, 'x-business-use-case-usage')).data ?? {}).flat();
  const minutes = Math.max(0, ...rows.map((row) => row.estimated_time_to_regain_access));
  if (minutes > 0) return Math.min(minutes * MINUTE, LONGEST_WAIT);
  const app = usage.safeParse(jsonIn(headers, 'x-app-usage')).data;
  const most = Math.max(0, ...[...rows, ...(app === undefined ? [] : [app])].flatMap(sharesOf));
  return most >= USED_UP ? WAIT_WITHOUT_A_WORD : undefined;
}

function sharesOf(row: z.output<typeof usage>): number[] {
  return [row.call_count, row.total_cputime, row.total_time];
}

function jsonIn(headers: Headers, name: string): unknown {
  try {
    return JSON.parse(headers.get(name) ?? 'null');
  } catch {
    return undefined;
  }
}
