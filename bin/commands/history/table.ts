/** A column: its heading, and where its value lies in an item. */
export type Column = readonly [heading: string, path: string];

const WIDEST = 40;

/** Items as a table for a terminal. Control characters are taken out: names are strangers' text. */
export function tableOf(items: readonly unknown[], columns: readonly Column[]): string {
  const rows = items.map((item) => columns.map(([, path]) => cellOf(valueAt(item, path), isId(path))));
  const widths = columns.map(([heading], n) =>
    Math.max(heading.length, ...rows.map((row) => [...(row[n] ?? '')].length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, n) => cell + ' '.repeat(Math.max(0, (widths[n] ?? 0) - [...cell].length)))
      .join('  ')
      .trimEnd();
  return [columns.map(([heading]) => heading), ...rows].map(line).join('\n');
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

function cellOf(value: unknown, isWhole: boolean): string {
  if (value === undefined || value === null) return '';
  const text = Array.isArray(value) ? value.join(', ') : String(value);
  const when = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d\.\d{3}Z$/.exec(text);
  const plain = when === null ? text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ') : `${when[1]} ${when[2]}`;
  const letters = [...plain];
  return letters.length > WIDEST && !isWhole ? `${letters.slice(0, WIDEST - 1).join('')}…` : plain;
}
