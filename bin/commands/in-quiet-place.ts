import { setTimeout as wait } from 'node:timers/promises';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { pauseTicks, untilQuiet } from '../../functions/archiving/pause-ticks.ts';
import { type FolderNeed, inPlace, type OpenPlace, type PlaceOptions } from './place.ts';

/**
 * Opens a place in which nothing moves until the work is done: a folder is locked, and a stage's ticks are paused and
 * those that run are waited for. They come again whatever happened, also after Ctrl-C.
 */
export function inQuietPlace<T>(
  options: PlaceOptions,
  note: (text: string) => void,
  work: (place: OpenPlace) => Promise<T>,
  need: FolderNeed = 'found',
): Promise<T> {
  const { stage } = options;
  if (stage === undefined) return inPlace(options, work, need);
  return inPlace(options, async (place) => {
    const client = new SchedulerClient({ maxAttempts: 5 });
    note(`The ticks of the stage "${stage}" are paused until this is done.`);
    const ticks = await pauseTicks(client, stage);
    const interrupted = (): void => {
      void ticks.resume().finally(() => process.exit(130));
    };
    process.once('SIGINT', interrupted);
    try {
      await untilQuiet(place.db, { wall: place.clock.wall, wait });
      return await work(place);
    } finally {
      process.off('SIGINT', interrupted);
      await ticks.resume();
      client.destroy();
    }
  });
}
