/**
 * `node bin/costs.ts [--write-docs]`: what a stage costs a month by the size of its audiences, from units that were
 * measured (docs/benchmarks.md) and AWS's list prices. Prints the table, or writes it into docs/costs.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Audience, costOf, type DayUnits, measuredDay, measuredUnits, type Units } from './costs/model.ts';

const ROOT = resolve(import.meta.dirname, '..');
const DOCS = join(ROOT, 'docs/costs.md');
const BEGIN = '<!-- made by `node bin/costs.ts --write-docs` -->';

const SIZES: readonly (readonly [string, Audience])[] = [
  ['nothing watched', { people: 0, audiences: 0, pullsAMonth: 0, recipients: 0 }],
  ['300 followers, daily', { people: 300, audiences: 1, pullsAMonth: 30, recipients: 1 }],
  ['5,000 followers, daily', { people: 5_000, audiences: 1, pullsAMonth: 30, recipients: 1 }],
  ['100,000 followers, daily', { people: 100_000, audiences: 1, pullsAMonth: 30, recipients: 2 }],
  ['1 million followers, daily', { people: 1_000_000, audiences: 1, pullsAMonth: 30, recipients: 5 }],
  ['10 million followers, weekly', { people: 10_000_000, audiences: 1, pullsAMonth: 4.35, recipients: 5 }],
  [
    'an agency: 1,000 accounts of 2,000, daily',
    { people: 2_000_000, audiences: 1_000, pullsAMonth: 30, recipients: 100 },
  ],
];

function table(units: Units): string {
  const dollars = (value: number): string => `$${value < 0.005 ? '0.00' : value.toFixed(2)}`;
  const rows = SIZES.map(([name, audience]) => {
    const { table: storage, functions, mail, rest, sum } = costOf(audience, units);
    return `| ${name} | ${[storage, functions, mail, rest, sum].map(dollars).join(' | ')} |`;
  });
  return [
    '| watched | table | functions | mail | logs, API | a month |',
    '| --- | --: | --: | --: | --: | --: |',
    ...rows,
  ].join('\n');
}

/** One account of thousands; nothing, if that was not measured. */
function dayTable(day: DayUnits | undefined): string {
  if (day === undefined) return '';
  const { accounts, writes, reads, gbSeconds, usdPerMonth } = day;
  const monthly = `${(usdPerMonth * 100).toPrecision(2)} cents`;
  return [
    '',
    '',
    `One of ${accounts.toLocaleString('en')} accounts of some hundred followers each, a few giants among them, looked up and`,
    'read once a day (the bench `day`): units as measured, seconds estimated there.',
    '',
    '| an account and day | |',
    '| --- | --: |',
    `| write units | ${writes} |`,
    `| read units | ${reads} |`,
    `| GB seconds | ${gbSeconds} |`,
    `| **an account and month** | **${monthly}** |`,
  ].join('\n');
}

const benchmarks = readFileSync(join(ROOT, 'docs/benchmarks.md'), 'utf8');
const made = table(measuredUnits(benchmarks)) + dayTable(measuredDay(benchmarks));
if (process.argv.includes('--write-docs')) {
  const [before = ''] = readFileSync(DOCS, 'utf8').split(BEGIN);
  writeFileSync(DOCS, `${before}${BEGIN}\n\n${made}\n`);
} else {
  process.stdout.write(`${made}\n`);
}
