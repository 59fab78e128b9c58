import { Command, InvalidArgumentError } from 'commander';
import * as z from 'zod';
import { nearPeople } from '../../functions/mailing/near-people.ts';
import { NEAR_KM } from '../../functions/people/near-km.ts';
import { UsageError } from '../../lib/local/laptop-config.ts';
import { type NearAnswer, nearText } from '../../lib/local/near-text.ts';
import { askProcess } from './ask-process.ts';
import { inPlace, type PlaceOptions, runningProcess, withPlace } from './place.ts';
import { requireOwnHistory } from './whose-history.ts';

interface NearOptions extends PlaceOptions {
  readonly within?: number;
  readonly owner?: string;
  readonly json?: boolean;
}

const nearSchema = z.object({
  place: z.object({ city: z.string().exactOptional(), region: z.string().exactOptional(), country: z.string() }),
  withinKm: z.number(),
  people: z.array(
    z.object({
      personId: z.string(),
      network: z.string(),
      handle: z.string(),
      name: z.string().exactOptional(),
      url: z.string(),
      says: z.string(),
      city: z.string().exactOptional(),
      segment: z.string().exactOptional(),
      shared: z.array(z.string()),
      isPresent: z.boolean(),
      outreach: z.string().exactOptional(),
    }),
  ),
  more: z.number(),
  tables: z.array(z.object({ town: z.string(), ground: z.string(), personIds: z.array(z.string()) })),
  unread: z.array(z.string()),
});

/** `rekindle near PLACE`. */
export function nearCommand(print: (text: string) => void): Command {
  return withPlace(new Command('near'))
    .description('Lists whom to meet in a town, of all your lists: before a trip, or at home.')
    .argument('<PLACE>', 'a town, a region or a country: "Lisbon", "Paris, Texas", "Bay Area"')
    .option('--within <KM>', `how far around the town (default: ${NEAR_KM})`, kilometres)
    .option('--owner <ID>', 'whose people, if several owners are configured')
    .option('--json', 'as JSON')
    .action(async (place: string, options: NearOptions) => {
      const found = await near(place, options);
      print(options.json === true ? JSON.stringify(found, null, 2) : nearText(found));
    });
}

async function near(place: string, options: NearOptions): Promise<NearAnswer> {
  const { within, owner } = options;
  const running = runningProcess(options);
  if (running !== undefined) {
    const query = new URLSearchParams({
      place,
      ...(within === undefined ? {} : { within: String(within) }),
      ...(owner === undefined ? {} : { owner }),
    });
    return nearSchema.parse(await askProcess(running, options, { path: `/local/near?${query}`, owner }));
  }
  return inPlace(options, async (there) => {
    await requireOwnHistory(there, options);
    const { db, config, clock } = there;
    const one = config.owners.find(({ id }) => owner === undefined || id === owner);
    if (one === undefined) throw new UsageError(`There is no owner "${owner}" in the configuration.`);
    return nearPeople(db, one, {
      ...{ place, now: clock.now() },
      ...(within === undefined ? {} : { withinKm: within }),
    });
  });
}

function kilometres(text: string): number {
  const km = Number(text);
  if (!(km >= 1 && km <= 500)) throw new InvalidArgumentError('Give kilometres from 1 to 500.');
  return km;
}
