import { ArchiveError } from '../functions/archiving/errors.ts';
import { knownObstacle } from '../functions/checking/obstacle.ts';
import { IdListFormatError } from '../functions/comparing/errors.ts';
import { placedHints } from '../functions/core/placed-hints.ts';
import { UnknownPlaceError } from '../functions/mailing/near-people.ts';
import { NoPreviewError } from '../functions/mailing/preview.ts';
import { NotResubscribedError } from '../functions/mailing/resubscribe.ts';
import { ImportError } from '../functions/networks/exports/errors.ts';
import { NotAcceptedError } from '../functions/pulling/accept-baseline.ts';
import { ListNotTakenError } from '../functions/pulling/accept-snapshot.ts';
import { SeriesFormatError } from '../functions/replaying/errors.ts';
import { ConfigError } from '../functions/runtime/config.ts';
import { NewerSchemaError } from '../functions/storage/versions.ts';
import { diskFullText } from '../lib/local/disk-full.ts';
import { UsageError } from '../lib/local/laptop-config.ts';
import { FolderInUseError } from '../lib/local/lock.ts';
import { DamagedStateError } from '../lib/local/state-file.ts';
import { RefusedError } from './commands/ask-process.ts';
import { NotConnectedError } from './commands/connect/errors.ts';

/** Mistakes that a person can mend; their messages say how. */
const MENDABLE = [
  ArchiveError,
  ConfigError,
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

/**
 * What a command that failed says: a sentence with its cure wherever a person can do something about it; a stack trace
 * only of what should not happen.
 * @param place options that lead a command to where this one worked; empty for the default folder
 */
export function failureText(error: unknown, place: string): string {
  if (!(error instanceof Error)) return String(error);
  const diskFull = diskFullText(error);
  if (diskFull !== undefined) return diskFull;
  // These are said where the folder or the stage is known.
  if (error instanceof UsageError) return error.message;
  if (MENDABLE.some((known) => error instanceof known)) return placedHints(error.message, place);
  const obstacle = knownObstacle(error, 'run this again');
  if (obstacle === undefined) return error.stack ?? error.message;
  const [first = '', ...rest] = obstacle.says;
  return `${first.toUpperCase()}${rest.join('')}. ${obstacle.cure}`;
}
