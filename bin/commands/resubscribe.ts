import { Command } from 'commander';
import * as z from 'zod';
import { ownerMailing, type ResubscribeReport, resubscribe } from '../../functions/mailing/resubscribe.ts';
import { SUPPRESSION_REASONS, type SuppressionReason } from '../../functions/storage/suppressions.ts';
import { askProcess } from './ask-process.ts';
import { configOf, folderOf, inPlace, type PlaceOptions, runningProcess, withPlace } from './place.ts';

interface ResubscribeOptions extends PlaceOptions {
  readonly owner?: string;
  readonly force?: true;
}

const reasons = z.array(z.enum(SUPPRESSION_REASONS));
const reportSchema = z.object({ lifted: reasons, kept: reasons }) satisfies z.ZodType<ResubscribeReport>;

/** `rekindle resubscribe EMAIL`. */
export function resubscribeCommand(print: (text: string) => void): Command {
  return withPlace(new Command('resubscribe'))
    .description('Sends digests again to somebody who has unsubscribed, when they ask for it.')
    .argument('<EMAIL>', 'a recipient of the configuration')
    .option('--owner <ID>', 'whose digests, if those of several owners go there')
    .option('--force', 'also if mail to the address came back, or was reported as unwanted')
    .action(async (email: string, options: ResubscribeOptions) => {
      const report = await resubscribed(email, options);
      print(reportText(email, report));
      if (report.kept.length > 0) process.exitCode = 2;
    });
}

async function resubscribed(email: string, options: ResubscribeOptions): Promise<ResubscribeReport> {
  const isForced = options.force === true;
  const running = runningProcess(options);
  if (running !== undefined) {
    const owner = ownerMailing(await configOf(options, folderOf(options)), email, options.owner);
    const query = new URLSearchParams({ email, force: isForced ? 'yes' : 'no' });
    const question = { path: `/local/resubscribe?${query}`, owner, method: 'POST' } as const;
    return reportSchema.parse(await askProcess(running, options, question));
  }
  return inPlace(options, ({ db, config }) =>
    resubscribe(db, { owner: ownerMailing(config, email, options.owner), email, isForced }),
  );
}

const WORDS: Readonly<Record<SuppressionReason, string>> = {
  unsubscribed: 'they have unsubscribed',
  bounced: 'mail there came back for good',
  complained: 'mail there was reported as unwanted',
};

function reportText(email: string, { lifted, kept }: ResubscribeReport): string {
  if (lifted.length + kept.length === 0) return `Nothing keeps mails from ${email}.`;
  const forced = lifted.filter((reason) => reason !== 'unsubscribed');
  return [
    ...(kept.length === 0
      ? [`${email} gets the digests again, from the next one on.`]
      : [
          `No mail goes to ${email}: ${kept.map((reason) => WORDS[reason]).join(', and ')}.`,
          'If that is mended and they want it, repeat this with --force.',
        ]),
    ...(forced.length === 0
      ? []
      : [
          `Warning: ${forced.map((reason) => WORDS[reason]).join(', and ')}. If it happens again, it harms all of your mail.`,
          'A deployed stage: remove the address from the suppression list of SES too (aws sesv2 delete-suppressed-destination).',
        ]),
  ].join('\n');
}
