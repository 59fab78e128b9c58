import { createReadStream } from 'node:fs';
import { Command, Option } from 'commander';
import { REPLAY_NETWORKS, Replay, type ReplayNetwork, type ReplayStep } from '../../functions/replaying/replay.ts';
import { readSeries } from '../../functions/replaying/series.ts';
import { isCode } from '../../lib/local/file-errors.ts';
import { UsageError } from '../../lib/local/laptop-config.ts';
import { ReplayTable } from './replay-table.ts';

interface ReplayOptions {
  readonly as?: ReplayNetwork;
  readonly json?: true;
}

/** `rekindle replay FILE.jsonl.gz`. Touches no folder and no stage. */
export function replayCommand(print: (text: string) => void): Command {
  return new Command('replay')
    .description('Tells what Rekindle would have told, had it read these recorded lists. Nothing is kept.')
    .argument('<FILE>', 'one list a line as JSON, {"t", "ids"} or {"t", "add", "del"}; packed with gzip or not')
    .addOption(new Option('--as <NETWORK>', 'what the lists are of; without it, followers').choices(REPLAY_NETWORKS))
    .option('--json', 'one JSON object for each change and a last one with the totals')
    .helpOption('--help', 'show this')
    .action(async (file: string, options: ReplayOptions) => replayFile(file, options, print));
}

function jsonOf(step: ReplayStep): string[] {
  return step.accepted ? step.told.map((change) => JSON.stringify(change)) : [];
}

async function replayFile(file: string, options: ReplayOptions, print: (text: string) => void): Promise<void> {
  const replay = new Replay(options.as);
  const table = new ReplayTable();
  try {
    for await (const snapshot of readSeries(createReadStream(file))) {
      const step = replay.take(snapshot);
      const lines = options.json === true ? jsonOf(step) : table.linesOf(step);
      if (lines.length > 0) print(lines.join('\n'));
    }
  } catch (error) {
    if (isCode(error, 'ENOENT')) throw new UsageError(`There is no file ${file}.`);
    if (isCode(error, 'EISDIR')) throw new UsageError(`${file} is a folder; name the recorded series' file.`);
    if (isCode(error, 'EACCES')) throw new UsageError(`${file} cannot be read; check its permissions.`);
    throw error;
  }
  print(options.json === true ? JSON.stringify(replay.totals()) : table.summary(replay.totals()));
}
