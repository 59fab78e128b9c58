import { ArchiveError } from '../functions/archiving/errors.ts';
import { IdListFormatError } from '../functions/comparing/errors.ts';
import { UnknownPlaceError } from '../functions/mailing/near-people.ts';
import { NoPreviewError } from '../functions/mailing/preview.ts';
import { NotResubscribedError } from '../functions/mailing/resubscribe.ts';
import { ImportError } from '../functions/networks/exports/errors.ts';
import { NotAcceptedError } from '../functions/pulling/accept-baseline.ts';
import { ListNotTakenError } from '../functions/pulling/accept-snapshot.ts';
import { SeriesFormatError } from '../functions/replaying/errors.ts';
import { ConfigError } from '../functions/runtime/config.ts';
import { NewerSchemaError } from '../functions/storage/versions.ts';
import { diskFullText, endWhereDiskIsFull } from '../lib/local/disk-full.ts';
import { UsageError } from '../lib/local/laptop-config.ts';
import { FolderInUseError } from '../lib/local/lock.ts';
import { DamagedStateError } from '../lib/local/state-file.ts';
import { createTerminal } from '../lib/local/terminal.ts';
import { RefusedError } from './commands/ask-process.ts';
import { NotConnectedError } from './commands/connect/errors.ts';
import { rekindleProgram } from './program.ts';

/** Runs what {@link rekindleProgram} offers, and says in a sentence what a person can mend. */

const terminal = createTerminal(process.stdout, process.stderr);

const program = rekindleProgram(terminal, (text) => process.stdout.write(text));

/** Mistakes that a person can mend; their messages say how. */
const MENDABLE = [
  ArchiveError,
  ConfigError,
  UsageError,
  DamagedStateError,
  FolderInUseError,
  IdListFormatError,
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

endWhereDiskIsFull(terminal);
try {
  if (process.argv.length === 2) program.outputHelp();
  else await program.parseAsync();
} catch (error) {
  const isMendable = MENDABLE.some((known) => error instanceof known);
  const text = error instanceof Error ? (isMendable ? error.message : (error.stack ?? error.message)) : String(error);
  terminal.note(diskFullText(error) ?? text);
  process.exitCode = 1;
}
