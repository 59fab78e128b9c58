import * as z from 'zod';

/** Marks UTF-8, without which spreadsheets take umlauts for something else; only at the start of a file. */
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Items as CSV (RFC 4180): a column for each field of their schema, so that every page has the same; nested fields as
 * `person.handle`, lists of words with semicolons between them, lists of anything else as JSON. Text that a spreadsheet
 * would run as a formula is told by an apostrophe to be text.
 */
export function csvOf(items: readonly unknown[], item: z.ZodType, { header }: { readonly header: boolean }): string {
  const columns = columnsOf(item);
  const lines = items.map((one) => lineOf(columns.map((column) => cellOf(valueAt(one, column)))));
  return (header ? BYTE_ORDER_MARK + lineOf(columns.map((column) => column.join('.'))) : '') + lines.join('');
}

type Column = readonly string[];

const columns = new WeakMap<z.ZodType, readonly Column[]>();

function columnsOf(item: z.ZodType): readonly Column[] {
  const known = columns.get(item);
  if (known !== undefined) return known;
  const found = pathsOf(z.toJSONSchema(item, { io: 'output', unrepresentable: 'any' }), []);
  columns.set(item, found);
  return found;
}

function pathsOf(schema: unknown, path: Column): Column[] {
  const properties = field(schema, 'properties');
  if (typeof properties !== 'object' || properties === null) return [path];
  return Object.entries(properties).flatMap(([name, inner]) => pathsOf(inner, [...path, name]));
}

function valueAt(item: unknown, column: Column): unknown {
  return column.reduce(field, item);
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function cellOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return harmless(value);
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return harmless(value.join('; '));
  return harmless(JSON.stringify(value));
}

/**
 * Also after a semicolon, a tab or a line break: a spreadsheet that takes those for separators, as it does in half of
 * Europe, splits a quoted cell there.
 */
function harmless(text: string): string {
  return text.replace(/(^|[;\t\r\n]\s*)(?=[=+\-@\t\r])/g, "$1'");
}

function lineOf(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",;\t\r\n']|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;
}
