import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { drawPng } from '../../functions/digest/draw-png.ts';
import { NoPreviewError, previewDigest } from '../../functions/mailing/preview.ts';
import { reply } from './http-server.ts';
import type { Laptop } from './laptop.ts';
import { send } from './page.ts';

const previewQuery = z.object({
  digest: z.string().max(100).optional(),
  which: z.enum(['next', 'last']),
});

/** Renders a digest for the CLI while this process has the table open. */
export async function answerPreview(
  to: { readonly laptop: Laptop; readonly owner: string },
  params: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  request.resume();
  const query = previewQuery.safeParse(Object.fromEntries(params));
  if (!query.success) {
    const problems = query.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    return reply(response, 400, problems.join('\n'));
  }
  const { db, config, calendar, logger, hints } = to.laptop;
  const owner = config.owners.find(({ id }) => id === to.owner);
  const digest = owner?.digests.find(({ id }) => query.data.digest === undefined || id === query.data.digest);
  if (owner === undefined || digest === undefined) {
    return reply(response, 422, `${to.owner} has no digest "${query.data.digest ?? ''}" in the configuration.`);
  }
  try {
    const preview = await previewDigest(
      { db, clock: calendar, logger, drawPng, hints },
      owner,
      digest,
      query.data.which,
    );
    send(response, 200, 'application/json', JSON.stringify(preview));
  } catch (error) {
    if (error instanceof NoPreviewError) return reply(response, 422, error.message);
    throw error;
  }
}
