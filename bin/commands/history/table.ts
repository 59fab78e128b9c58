/** A column: its heading, where its value lies in an item, and how a code there is said in words. */
export type Column = readonly [heading: string, path: string, inWords?: (code: string, item: unknown) => string];

const WIDEST = 40;

/**
 * Items as a table for a terminal. Control characters are taken out: names are strangers' text.
 * @param timeZone that times are said in; the first column of times names it
 */
export function tableOf(items: readonly unknown[], columns: readonly Column[], timeZone = 'UTC'): string {
  const rows = items.map((item) =>
    columns.map(([, path, inWords]) => {
      const value = valueAt(item, path);
      if (inWords !== undefined && typeof value === 'string') return inWords(value, item);
      return cellOf(value, isId(path), timeZone);
    }),
  );
  const firstTime = columns.findIndex(([, path]) => items.some((item) => isTime(valueAt(item, path))));
  const headings = columns.map(([heading], n) => (n === firstTime ? `${heading} (${timeZone})` : heading));
  const widths = headings.map((heading, n) =>
    Math.max(heading.length, ...rows.map((row) => [...(row[n] ?? '')].length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, n) => cell + ' '.repeat(Math.max(0, (widths[n] ?? 0) - [...cell].length)))
      .join('  ')
      .trimEnd();
  return [headings, ...rows].map(line).join('\n');
}

function valueAt(item: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined,
      item,
    );
}

/** Ids are copied from the table, so all of each is there. */
const isId = (path: string): boolean => /(?:^id|\.id|Id|^audience)$/.test(path);

/** A time as the API has it. */
const isTime = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value);

function cellOf(value: unknown, isWhole: boolean, timeZone: string): string {
  if (value === undefined || value === null) return '';
  if (isTime(value)) return minuteIn(Date.parse(value), timeZone);
  const text = Array.isArray(value) ? value.join(', ') : String(value);
  const plain = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
  const letters = [...plain];
  return letters.length > WIDEST && !isWhole ? `${letters.slice(0, WIDEST - 1).join('')}…` : plain;
}

/** `2026-11-23 07:43`. Swedes write dates as ISO does. */
const minuteIn = (time: number, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(time);
