import { Command, Option } from 'commander';
import * as z from 'zod';
import { csvOf } from '../../functions/history/csv.ts';
import { NEAR_KM } from '../../functions/people/near-km.ts';
import { DEFAULT_FOLDER } from '../../lib/local/folder.ts';
import { UsageError } from '../../lib/local/laptop-config.ts';
import { shellWords } from '../../lib/local/shell-words.ts';
import { RefusedError } from './ask-process.ts';
import { type AskApi, type AskOptions, withApi } from './history/asker.ts';
import { tableOf } from './history/table.ts';
import { causeOf, VIEWS, type View } from './history/views.ts';
import { zoneThere } from './place.ts';

interface HistoryOptions extends AskOptions {
  readonly format: 'table' | 'csv' | 'ndjson';
  readonly [filter: string]: string | undefined;
}

/** Filters as the API has them; which of them a view takes, the API says. */
const FILTERS: Readonly<Record<string, string>> = {
  from: 'from then on: 2026-03-01, or a time with its zone',
  to: 'before then',
  kind: 'gained, lost, returned, edited, moved; several with commas',
  verdict: 'why they left: unfollowed, deleted …',
  network: 'bluesky, mastodon, github …; several with commas',
  audience: 'one audience, such as bluesky:alice.example:followers',
  person: 'one person, by id',
  segment: 'journalists, developers …',
  state: 'present, missing, held, hidden, lost',
  outreach: 'suggested, invited, met, snoozed, never',
  near: 'a place, such as Lisbon',
  within: `kilometres around it; ${NEAR_KM} unless set`,
  q: 'words of handle, name, bio or place',
  by: 'day, week or month',
  limit: 'so many a page; all pages are read',
};

const page = z.object({ items: z.array(z.unknown()), searched: z.number().optional(), of: z.number().optional() });

/** `rekindle history VIEW`: prints what the API answers, page after page. @param write prints as it is, without a line's end */
export function historyCommand(print: (text: string) => void, write: (text: string) => void): Command {
  const command = new Command('history')
    .description(
      `Prints the history.\n${Object.entries(VIEWS)
        .map(([name, { about }]) => `  ${name.padEnd(10)} ${about}`)
        .join('\n')}`,
    )
    .argument('<VIEW>', Object.keys(VIEWS).join(', '))
    .addOption(new Option('--format <FORMAT>', 'how').choices(['table', 'csv', 'ndjson']).default('table'))
    .option('--data <DIR>', `the folder on this machine (default: ${DEFAULT_FOLDER})`)
    .option('--config <FILE>', 'the configuration, if not the one that was last used there')
    .option('--url <URL>', 'the API of a deployed stack instead')
    .option('--token <TOKEN>', 'with --url: an API token with the scope "read"; else from REKINDLE_TOKEN')
    .option('--owner <ID>', 'whose, if there are several owners')
    .helpOption('--help', 'show this');
  for (const [name, about] of Object.entries(FILTERS)) command.option(`--${name} <${name.toUpperCase()}>`, about);
  return command.action(async (name: string, options: HistoryOptions) => {
    const view = VIEWS[name];
    if (view === undefined)
      throw new UsageError(`There is no "${name}"; expected one of ${Object.keys(VIEWS).join(', ')}.`);
    if (name === 'trend' && options['audience'] === undefined)
      throw new UsageError(
        `Say which audience with --audience ID. To see which there are: ${listCommand('audiences', options)}`,
      );
    const { format } = options;
    await withApi(options, async (asked) => {
      const ask = inWordsOf(asked, options);
      if (view.isSingle === true) return printStats(await ask(addressOf(view, options, {})), format, print, write);
      const wanted: Record<string, string> = format === 'table' ? {} : { format };
      const address = addressOf(view, options, wanted);
      if (format !== 'table') return printPages(ask, address, write);
      const isUtc = view.isInUtc === true || options.url !== undefined;
      return printTable(ask, address, { view, timeZone: isUtc ? 'UTC' : await zoneThere(options), print });
    });
  });
}

/** What is not there was named by the person: in which list it is found, and which command shows that. */
function inWordsOf(ask: AskApi, options: HistoryOptions): AskApi {
  const { audience, person } = options;
  const named = person === undefined ? audience : person;
  if (named === undefined) return ask;
  return async (path, method) => {
    try {
      return await ask(path, method);
    } catch (error) {
      if (!(error instanceof RefusedError) || error.status !== 404) throw error;
      const view = person === undefined ? 'audiences' : 'people';
      throw new UsageError(
        `There is no ${person === undefined ? 'audience' : 'person'} "${named}" here. To see which there are: ${listCommand(view, options)}`,
      );
    }
  };
}

function listCommand(view: string, { data, config, url, owner }: HistoryOptions): string {
  const places = Object.entries({ data, config, url, owner }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  );
  return shellWords('npm', 'run', 'rekindle', '--', 'history', view, ...places);
}

function addressOf(view: View, options: HistoryOptions, more: Readonly<Record<string, string>>): string {
  const { audience, person, owner } = options;
  const query = new URLSearchParams({ ...(owner === undefined ? {} : { owner }), ...more });
  for (const name of Object.keys(FILTERS)) {
    const value = options[name];
    if (value !== undefined && view.inPath?.includes(name) !== true) query.set(name, value);
  }
  const path = view.path({
    ...(audience === undefined ? {} : { audience }),
    ...(person === undefined ? {} : { person }),
  });
  return query.size === 0 ? path : `${path}?${query}`;
}

/** Pages of CSV and NDJSON are made to be put one after the other. */
async function printPages(ask: AskApi, address: string, write: (text: string) => void): Promise<void> {
  for (let at: string | undefined = address; at !== undefined; ) {
    const { text, next } = await ask(at);
    write(text);
    at = next;
  }
}

async function printTable(
  ask: AskApi,
  address: string,
  { view, timeZone, print }: { readonly view: View; readonly timeZone: string; readonly print: (text: string) => void },
): Promise<void> {
  const items: unknown[] = [];
  const looked = { searched: 0, of: 0 };
  for (let at: string | undefined = address; at !== undefined; ) {
    const { text, next } = await ask(at);
    const read = page.parse(JSON.parse(text));
    items.push(...read.items);
    looked.searched += read.searched ?? 0;
    looked.of += read.of ?? 0;
    at = next;
  }
  if (items.length === 0) print('Nothing.');
  else print(tableOf(items, view.columns, timeZone));
  if (looked.searched < looked.of) print(`Looked through ${looked.searched} of ${looked.of} people.`);
}

const stats = z.looseObject({
  changes: z.record(z.string(), z.number()),
  causes: z.array(z.object({ verdict: z.string(), count: z.number() })),
  outreach: z.array(z.object({ state: z.string(), count: z.number() })),
  winBack: z.object({ approached: z.number(), returned: z.number() }),
  falseAlarms: z.object({ told: z.number(), seenAgain: z.number() }),
  complete: z.boolean(),
});
type Causes = z.output<typeof stats>['causes'];

/** Causes as they are said; those that are said alike are one. */
function inWords(causes: Causes): Causes {
  const sums = new Map<string, number>();
  for (const { verdict, count } of causes) {
    const words = causeOf(verdict);
    sums.set(words, (sums.get(words) ?? 0) + count);
  }
  return [...sums].map(([verdict, count]) => ({ verdict, count }));
}

const line = z.strictObject({ what: z.string(), count: z.number() });

function printStats(
  { text }: { readonly text: string },
  format: HistoryOptions['format'],
  print: (text: string) => void,
  write: (text: string) => void,
): void {
  if (format === 'ndjson') {
    write(`${text}\n`);
    return;
  }
  const { changes, causes, outreach, winBack, falseAlarms, complete } = stats.parse(JSON.parse(text));
  const lines = [
    ...Object.entries(changes).map(([what, count]) => ({ what, count })),
    ...(format === 'csv' ? causes : inWords(causes)).map(({ verdict, count }) => ({ what: `lost: ${verdict}`, count })),
    ...outreach.map(({ state, count }) => ({ what: `outreach: ${state}`, count })),
    { what: 'invited and left', count: winBack.approached },
    { what: 'came back after an invitation', count: winBack.returned },
    { what: 'losses told', count: falseAlarms.told },
    { what: 'of them seen again soon', count: falseAlarms.seenAgain },
  ];
  if (format === 'csv') {
    write(csvOf(lines, line, { header: true }));
    return;
  }
  print(tableOf(lines, VIEWS['stats']?.columns ?? []));
  if (!complete) print('There were more changes than one answer counts: ask for a shorter time with --from and --to.');
}
