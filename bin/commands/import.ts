import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import * as z from 'zod';
import { importList } from '../../functions/importing/import-list.ts';
import { type ListFormat, listFormat } from '../../functions/importing/parse-list.ts';
import type { AudienceReport } from '../../functions/pulling/deps.ts';
import type { Config } from '../../functions/runtime/config-schema.ts';
import { jsonLogger } from '../../functions/runtime/logger.ts';
import { parseTime } from '../../lib/local/calendar.ts';
import { isCode } from '../../lib/local/file-errors.ts';
import { refuseDemo } from '../../lib/local/folder.ts';
import { UsageError } from '../../lib/local/laptop-config.ts';
import { readLastConfig, writeLastConfig } from '../../lib/local/last-config.ts';
import { noteTime, updateState } from '../../lib/local/state-file.ts';
import { acceptHint, people } from '../../lib/local/words.ts';
import { askProcess } from './ask-process.ts';
import { folderOf, inPlace, type PlaceOptions, runningProcess, withPlace } from './place.ts';

interface ImportOptions extends PlaceOptions {
  readonly as: string;
  readonly takenAt?: number;
  readonly owner?: string;
}

const reportSchema = z.object({
  outcome: z.enum(['baseline', 'unchanged', 'committed', 'refused', 'waiting', 'failed', 'closed']),
  count: z.number(),
  gained: z.number(),
  lost: z.number(),
  returned: z.number(),
  edited: z.number(),
  missing: z.number(),
  held: z.number(),
  message: z.string().optional(),
}) satisfies z.ZodType<Partial<AudienceReport>>;
type ImportReport = z.output<typeof reportSchema>;

/** `rekindle import FILE --as list:NAME`. */
export function importCommand(print: (text: string) => void): Command {
  return withPlace(new Command('import'))
    .description(
      'Imports a whole list of people: JSON, NDJSON, or CSV with a header. Import it again when it has changed.',
    )
    .argument('<FILE>', 'needs an id, url or handle for everybody; name, bio, location and so on are taken if there')
    .requiredOption('--as <LIST>', 'the account it becomes, such as list:newsletter')
    .option('--taken-at <ISO>', 'when the list was taken, such as 2026-11-16; now without', parseTakenAt)
    .option('--owner <ID>', 'whose list it is, if several owners are configured')
    .action(async (file: string, options: ImportOptions) => {
      const report = await importFile(file, options);
      print(reportText(options.as, report));
      if (report.outcome === 'refused') process.exitCode = 2;
    });
}

async function importFile(file: string, options: ImportOptions): Promise<ImportReport> {
  const format = await formatOf(file);
  const running = runningProcess(options);
  if (options.stage === undefined) await refuseDemo(folderOf(options));
  if (running !== undefined) {
    const query = new URLSearchParams({ as: options.as, format });
    if (options.owner !== undefined) query.set('owner', options.owner);
    if (options.takenAt !== undefined) query.set('takenAt', String(options.takenAt));
    const answer = await askProcess(running, options, {
      path: `/local/import?${query}`,
      owner: options.owner,
      body: { file, size: (await stat(file)).size },
    });
    return reportSchema.parse(answer);
  }
  return inPlace(options, async ({ db, config, clock, aloneSince, directory }) => {
    if (directory !== undefined) await markAsOwn(directory, config);
    const takenAt = options.takenAt ?? clock.now();
    const report = await importList(
      {
        db,
        config,
        clock,
        logger: jsonLogger('error', () => undefined),
        ...(aloneSince === undefined ? {} : { aloneSince }),
      },
      {
        accountId: options.as,
        format,
        source: createReadStream(file),
        takenAt,
        ...(options.owner === undefined ? {} : { owner: options.owner }),
      },
    );
    if (directory !== undefined) await noteTime(directory, takenAt);
    return report;
  });
}

/** From now on the folder is no place for the demo, and it is known whose lists it holds. */
async function markAsOwn(directory: string, config: Config): Promise<void> {
  await updateState(directory, { kind: 'accounts' });
  if ((await readLastConfig(directory)) === undefined) await writeLastConfig(directory, config);
}

async function formatOf(file: string): Promise<ListFormat> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(65_536), 0, 65_536, 0);
      return listFormat(basename(file), buffer.toString('utf8', 0, bytesRead));
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (isCode(error, 'ENOENT')) throw new UsageError(`There is no file ${file}.`);
    if (isCode(error, 'EISDIR')) throw new UsageError(`${file} is a folder; name the list's file.`);
    if (isCode(error, 'EACCES')) throw new UsageError(`${file} cannot be read; check its permissions.`);
    throw error;
  }
}

function reportText(list: string, report: ImportReport): string {
  if (report.outcome === 'refused')
    return (
      `${list} was not compared: ${report.message ?? 'it does not look like the list before'}\n` +
      acceptHint(`${list}:members`)
    );
  if (report.outcome === 'baseline') {
    return `${list}: ${people(report.count)}. This is the baseline: with the next import, losses can be seen.`;
  }
  const news = [
    `${report.lost} left`,
    `${report.gained} new`,
    `${report.returned} came back`,
    ...(report.edited > 0 ? [`${report.edited} changed`] : []),
  ].join(', ');
  const heldBack = report.missing + report.held;
  const note = heldBack === 0 ? '' : ` ${people(heldBack)} not on it, told if the next list agrees.`;
  return `${list}: ${people(report.count)}: ${report.outcome === 'unchanged' ? 'no news' : news}.${note}`;
}

function parseTakenAt(value: string): number {
  const time = parseTime(value);
  if (time !== undefined) return time;
  throw new InvalidArgumentError('Expected a time in ISO 8601, such as 2026-11-16 or 2026-11-16T08:00:00Z.');
}
