import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Command } from 'commander';
import * as z from 'zod';
import { placedHints } from '../../functions/core/placed-hints.ts';
import { drawPng } from '../../functions/digest/draw-png.ts';
import { type Preview, previewDigest } from '../../functions/mailing/preview.ts';
import { UsageError } from '../../lib/local/laptop-config.ts';
import { withNextStart } from '../../lib/local/next-start.ts';
import { writeWhole } from '../../lib/local/write-file.ts';
import { askProcess } from './ask-process.ts';
import { folderOf, inPlace, type PlaceOptions, placeWords, runningProcess, withPlace } from './place.ts';
import { requireOwnHistory } from './whose-history.ts';

interface PreviewOptions extends PlaceOptions {
  readonly owner?: string;
  readonly digest?: string;
  readonly last?: boolean;
  readonly open?: boolean;
  readonly out?: string;
}

const previewSchema = z.object({
  owner: z.string(),
  digestId: z.string(),
  kind: z.enum(['welcome', 'weekly']),
  period: z.string(),
  subject: z.string(),
  html: z.string(),
  text: z.string(),
  eml: z.string(),
}) satisfies z.ZodType<Preview>;

/** `rekindle preview`. */
export function previewCommand(print: (text: string) => void): Command {
  return withPlace(new Command('preview'))
    .description('Renders the next digest from what is known now, and sends it to nobody.')
    .option('--last', 'the last digest instead, as it was frozen')
    .option('--owner <ID>', 'whose digest, if several owners are configured')
    .option('--digest <ID>', 'which one, if the owner has several')
    .option('--out <FILE>', 'where to write it, as FILE.html, FILE.txt and FILE.eml (default: in the folder)')
    .option('--open', 'show it in the browser')
    .action(async (options: PreviewOptions) => {
      const preview = await previewOf(options);
      const files = await writePreview(preview, options);
      print(`${preview.subject}\n\n${Object.values(files).join('\n')}\n\nSent to nobody. Its buttons lead nowhere.`);
      if (options.open === true) openInBrowser(files.html);
    });
}

async function previewOf(options: PreviewOptions): Promise<Preview> {
  const { owner, digest: digestId } = options;
  const which = options.last === true ? 'last' : 'next';
  const running = runningProcess(options);
  if (running !== undefined) {
    const query = new URLSearchParams({ which, ...(digestId === undefined ? {} : { digest: digestId }) });
    return previewSchema.parse(await askProcess(running, options, { path: `/local/preview?${query}`, owner }));
  }
  return inPlace(options, async (place) => {
    await requireOwnHistory(place, options);
    const { db, config, clock } = place;
    const one = config.owners.find(({ id }) => owner === undefined || id === owner);
    if (one === undefined) throw new UsageError(`There is no owner "${owner}" in the configuration.`);
    const digest = one.digests.find(({ id }) => digestId === undefined || id === digestId);
    if (digest === undefined) throw new UsageError(`${one.id} has no digest "${digestId ?? ''}" in the configuration.`);
    const logger = { warn: (message: string) => process.stderr.write(`${message}\n`) };
    const hints = (text: string) =>
      placedHints(place.directory === undefined ? text : withNextStart(text), placeWords(options));
    return previewDigest({ db, clock, logger, drawPng, hints }, one, digest, which);
  });
}

/** It names people, so only its owner may read it. */
async function writePreview(preview: Preview, options: PreviewOptions) {
  const stem = stemOf(preview, options);
  mkdirSync(dirname(stem), { recursive: true, mode: 0o700 });
  const files = { html: `${stem}.html`, text: `${stem}.txt`, eml: `${stem}.eml` };
  await writeWhole(files.html, preview.html);
  await writeWhole(files.text, preview.text);
  await writeWhole(files.eml, Buffer.from(preview.eml, 'base64'));
  return files;
}

function stemOf({ owner, digestId, period }: Preview, options: PreviewOptions): string {
  if (options.out === undefined) {
    return resolve(join(folderOf(options), 'previews', `${owner}-${digestId}-${period}`));
  }
  const ending = extname(options.out);
  const isOurs = ['.html', '.txt', '.eml'].includes(ending);
  return resolve(dirname(options.out), basename(options.out, isOurs ? ending : ''));
}

function openInBrowser(file: string): void {
  const url = pathToFileURL(file).href;
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', url]
        : ['xdg-open', url];
  // No browser is no failure: the file's name has been printed.
  spawn(command ?? 'open', args, { detached: true, stdio: 'ignore' })
    .on('error', () => {})
    .unref();
}
