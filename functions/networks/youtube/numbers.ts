import { dayOf, firstDay, joinDays } from '../count-days.ts';
import { InvalidResponseError, NotFoundError } from '../errors.ts';
import type { CountQuestion, CountReading, ResolvedAccount } from '../network.ts';
import type { YouTube } from './api.ts';
import { channelList, report } from './schema.ts';

const METRICS = ['subscribersGained', 'subscribersLost'] as const;
/** Three significant figures are shown, so below a thousand the number is exact. */
const EXACT_BELOW = 1_000;

/**
 * The number of all subscribers, and how many came and went a day. The number is rounded down to three significant
 * figures (since September 2019), so what it does between two readings is not told; the days are exact.
 */
export async function readYouTubeCount(
  youtube: YouTube,
  account: ResolvedAccount,
  question: CountQuestion,
): Promise<CountReading> {
  const answer = await youtube.get('channels', { part: 'statistics', id: account.stableId }, channelList);
  const own = answer.items?.find(({ id }) => id === account.stableId);
  if (own === undefined) throw new NotFoundError('YouTube does not have this channel any more (GET channels).');
  const count = own.statistics?.subscriberCount;
  if (count === undefined) throw new InvalidResponseError('YouTube tells no number of subscribers (GET channels).');
  return { count, isRounded: count >= EXACT_BELOW, ...(await readDays(youtube, question)) };
}

async function readDays(youtube: YouTube, { through, now }: CountQuestion): Promise<Omit<CountReading, 'count'>> {
  const startDate = firstDay(through, now);
  const endDate = dayOf(now);
  const query = {
    ids: 'channel==MINE',
    startDate,
    endDate,
    metrics: METRICS.join(','),
    dimensions: 'day',
    sort: 'day',
  };
  const result = await youtube.report(query, report);
  if ('refusal' in result) {
    const { reason } = result.refusal;
    return {
      days: [],
      untold: `YouTube does not tell how many came and went (${reason}): enable the "YouTube Analytics API" in the Google project, then connect again.`,
    };
  }
  const columns = result.answer.columnHeaders.map(({ name }) => name);
  const rows = result.answer.rows ?? [];
  const [gained, lost] = METRICS.map((metric) => columnOf(rows, columns.indexOf('day'), columns.indexOf(metric)));
  return { days: joinDays(gained, lost, through) };
}

function columnOf(
  rows: readonly (readonly (string | number)[])[],
  dayAt: number,
  valueAt: number,
): ReadonlyMap<string, number> {
  const days = new Map<string, number>();
  for (const row of rows) {
    const [day, value] = [row[dayAt], row[valueAt]];
    const isDay = typeof day === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(day);
    if (!isDay || typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
      throw new InvalidResponseError('YouTube answered GET /v2/reports with a row that has no day and number in it.');
    }
    days.set(day, value);
  }
  return days;
}
