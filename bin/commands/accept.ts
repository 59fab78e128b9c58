import { Command } from 'commander';
import * as z from 'zod';
import { type AcceptedReport, acceptBaseline } from '../../functions/pulling/accept-baseline.ts';
import { people, timeWithZone } from '../../lib/local/words.ts';
import { askProcess } from './ask-process.ts';
import { inPlace, type PlaceOptions, runningProcess, withPlace, zoneThere } from './place.ts';
import { requireOwnHistory } from './whose-history.ts';

interface AcceptOptions extends PlaceOptions {
  readonly owner?: string;
}

const reportSchema = z.object({
  audienceId: z.string(),
  count: z.number(),
  readAt: z.number(),
}) satisfies z.ZodType<Partial<AcceptedReport>>;
type AcceptReport = z.output<typeof reportSchema>;

/** `rekindle accept AUDIENCE`. */
export function acceptCommand(print: (text: string) => void): Command {
  return withPlace(new Command('accept'))
    .description(
      'Takes the list that was refused last as a new baseline, as it was read. Nobody is told as lost or gained by it.',
    )
    .argument('<AUDIENCE>', 'the audience as "status" names it, such as bluesky:alice.example:followers')
    .option('--owner <ID>', 'whose audience it is, if several owners are configured')
    .action(async (audienceId: string, options: AcceptOptions) => {
      print(reportText(await accept(audienceId, options), await zoneThere(options)));
    });
}

async function accept(audienceId: string, options: AcceptOptions): Promise<AcceptReport> {
  const { owner } = options;
  const running = runningProcess(options);
  if (running !== undefined) {
    const query = new URLSearchParams({ audience: audienceId, ...(owner === undefined ? {} : { owner }) });
    const question = { path: `/local/accept?${query}`, owner, method: 'POST' } as const;
    return reportSchema.parse(await askProcess(running, options, question));
  }
  return inPlace(options, async (place) => {
    await requireOwnHistory(place, options);
    const { db, config, clock, secrets, aloneSince } = place;
    return acceptBaseline(
      { db, config, clock, secrets, ...(aloneSince === undefined ? {} : { aloneSince }) },
      { audienceId, ...(owner === undefined ? {} : { owner }) },
    );
  });
}

function reportText({ audienceId, count, readAt }: AcceptReport, timeZone: string): string {
  return (
    `${audienceId}: ${people(count)}. The list read on ${timeWithZone(readAt, timeZone)} is the new baseline: ` +
    'nobody was told as lost or gained by it, and losses can be seen again from the next pull on.'
  );
}
