import { Command } from 'commander';
import { ArchiveError } from '../functions/archiving/errors.ts';
import { UnknownPlaceError } from '../functions/mailing/near-people.ts';
import { NoPreviewError } from '../functions/mailing/preview.ts';
import { NotResubscribedError } from '../functions/mailing/resubscribe.ts';
import { ImportError } from '../functions/networks/exports/errors.ts';
import { NotAcceptedError } from '../functions/pulling/accept-baseline.ts';
import { ListNotTakenError } from '../functions/pulling/accept-snapshot.ts';
import { SeriesFormatError } from '../functions/replaying/errors.ts';
import { ConfigError } from '../functions/runtime/config.ts';
import { NewerSchemaError } from '../functions/storage/versions.ts';
import { UsageError } from '../lib/local/laptop-config.ts';
import { FolderInUseError } from '../lib/local/lock.ts';
import { DamagedStateError } from '../lib/local/state-file.ts';
import { createTerminal } from '../lib/local/terminal.ts';
import { acceptCommand } from './commands/accept.ts';
import { RefusedError } from './commands/ask-process.ts';
import { backupCommand } from './commands/backup.ts';
import { calendarCommand } from './commands/calendar.ts';
import { NotConnectedError } from './commands/connect/errors.ts';
import { connectCommand } from './commands/connect.ts';
import { doctorCommand } from './commands/doctor.ts';
import { eraseCommand } from './commands/erase.ts';
import { historyCommand } from './commands/history.ts';
import { importCommand } from './commands/import.ts';
import { nearCommand } from './commands/near.ts';
import { previewCommand } from './commands/preview.ts';
import { replayCommand } from './commands/replay.ts';
import { restoreCommand } from './commands/restore.ts';
import { resubscribeCommand } from './commands/resubscribe.ts';
import { statusCommand } from './commands/status.ts';
import { tokenCommand } from './commands/token.ts';

/** What a person does by hand, with a folder of this machine or a deployed stage. */

const terminal = createTerminal(process.stdout, process.stderr);

const program = new Command('rekindle')
  .description('Works with what Rekindle keeps, in a folder of this machine or in a deployed stage.')
  .helpOption('--help', 'show this')
  .helpCommand(false)
  .addCommand(importCommand(terminal.print))
  .addCommand(connectCommand(terminal.print, terminal.note))
  .addCommand(acceptCommand(terminal.print))
  .addCommand(resubscribeCommand(terminal.print))
  .addCommand(statusCommand(terminal.print))
  .addCommand(doctorCommand(terminal.print))
  .addCommand(historyCommand(terminal.print, (text) => process.stdout.write(text)))
  .addCommand(tokenCommand(terminal.print))
  .addCommand(eraseCommand(terminal.print))
  .addCommand(nearCommand(terminal.print))
  .addCommand(calendarCommand(terminal.print))
  .addCommand(previewCommand(terminal.print))
  .addCommand(backupCommand(terminal))
  .addCommand(restoreCommand(terminal))
  .addCommand(replayCommand(terminal.print));

/** Mistakes that a person can mend; their messages say how. */
const MENDABLE = [
  ArchiveError,
  ConfigError,
  UsageError,
  DamagedStateError,
  FolderInUseError,
  NewerSchemaError,
  ImportError,
  ListNotTakenError,
  NotAcceptedError,
  NoPreviewError,
  NotConnectedError,
  NotResubscribedError,
  RefusedError,
  SeriesFormatError,
  UnknownPlaceError,
];

try {
  if (process.argv.length === 2) program.outputHelp();
  else await program.parseAsync();
} catch (error) {
  const isMendable = MENDABLE.some((known) => error instanceof known);
  const text = error instanceof Error ? (isMendable ? error.message : (error.stack ?? error.message)) : String(error);
  terminal.note(text);
  process.exitCode = 1;
}
