import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import { ListFormatError } from '../../functions/importing/errors.ts';
import { importList } from '../../functions/importing/import-list.ts';
import { LARGEST_LIST } from '../../functions/importing/parse-list.ts';
import { ListNotTakenError } from '../../functions/pulling/accept-snapshot.ts';
import { reply } from './http-server.ts';
import type { Laptop } from './laptop.ts';
import { send } from './page.ts';
import { noteTime } from './state-file.ts';

/** What the CLI says beside the list itself. */
export const importQuery = z.object({
  as: z.string().max(300),
  format: z.enum(['json', 'ndjson', 'csv']),
  owner: z.string().max(100).optional(),
  takenAt: z.coerce.number().int().optional(),
});

class TooLargeError extends Error {
  override readonly name = 'TooLargeError';
}

/**
 * Takes a list from the CLI while this process has the table open. The upload goes to a file first, so that a cut
 * connection can never be taken for a shorter list.
 */
export async function receiveImport(
  to: { readonly laptop: Laptop; readonly lockedAt: number; readonly owner: string },
  params: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { laptop, owner } = to;
  const query = importQuery.safeParse(Object.fromEntries(params));
  if (!query.success) {
    request.resume();
    return reply(
      response,
      400,
      query.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'),
    );
  }
  if (query.data.owner !== undefined && query.data.owner !== owner) {
    request.resume();
    return reply(response, 422, `There is no owner "${query.data.owner}" whose token this is.`);
  }
  const file = join(laptop.directory, 'tmp', `import-${randomBytes(9).toString('hex')}`);
  await mkdir(join(laptop.directory, 'tmp'), { recursive: true, mode: 0o700 });
  try {
    await pipeline(request, bounded(), createWriteStream(file, { mode: 0o600, flags: 'wx' }));
    const { as, format, takenAt = laptop.calendar.now() } = query.data;
    const report = await importList(
      { db: laptop.db, config: laptop.config, clock: laptop.calendar, logger: laptop.logger, aloneSince: to.lockedAt },
      { accountId: as, owner, format, source: createReadStream(file), takenAt },
    );
    await noteTime(laptop.directory, takenAt);
    send(response, 200, 'application/json', JSON.stringify(report));
  } catch (error) {
    if (error instanceof TooLargeError) return reply(response, 413, error.message);
    if (error instanceof ListFormatError || error instanceof ListNotTakenError)
      return reply(response, 422, error.message);
    throw error;
  } finally {
    await rm(file, { force: true });
  }
}

function bounded(): Transform {
  let size = 0;
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      size += chunk.length;
      if (size > LARGEST_LIST) done(new TooLargeError(`A list may weigh at most ${LARGEST_LIST / 1e6} MB; split it.`));
      else done(null, chunk);
    },
  });
}
