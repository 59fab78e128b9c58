import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { givenFactsSchema, importGiven } from '../../functions/importing/import-given.ts';
import { decodeParts } from '../../functions/importing/parts.ts';
import { ImportError } from '../../functions/networks/exports/errors.ts';
import { ListNotTakenError } from '../../functions/pulling/accept-snapshot.ts';
import { reply } from './http-server.ts';
import type { Laptop } from './laptop.ts';
import { send } from './page.ts';
import { noteTime } from './state-file.ts';

/** Bytes of people that are taken at once: ten million of X's. */
const LARGEST_UPLOAD = 2_000_000_000;

class TooLargeError extends Error {
  override readonly name = 'TooLargeError';
}

/**
 * Takes a list from the CLI, which has parsed it, while this process has the table open. The upload goes to a file first:
 * nothing is begun before it is known to be whole.
 */
export async function receiveImport(
  to: {
    readonly laptop: Pick<Laptop, 'directory' | 'db' | 'config' | 'calendar' | 'logger' | 'secrets'>;
    readonly lockedAt: number;
    readonly owner: string;
  },
  params: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { laptop, owner } = to;
  const facts = givenFactsSchema.safeParse(jsonOf(params.get('facts')));
  if (!facts.success) {
    request.resume();
    return reply(
      response,
      400,
      facts.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'),
    );
  }
  if (facts.data.owner !== undefined && facts.data.owner !== owner) {
    request.resume();
    return reply(response, 422, `There is no owner "${facts.data.owner}" whose token this is.`);
  }
  const file = join(laptop.directory, 'tmp', `import-${randomBytes(9).toString('hex')}`);
  await mkdir(join(laptop.directory, 'tmp'), { recursive: true, mode: 0o700 });
  const remove = (): Promise<void> => rm(file, { force: true });
  try {
    await pipeline(request, bounded(), createWriteStream(file, { mode: 0o600, flags: 'wx' }));
    // Once to its end, so that a list that is cut off leaves nothing behind.
    for await (const _ of decodeParts(createReadStream(file)));
    const { takenAt = laptop.calendar.now() } = facts.data;
    const report = await importGiven(
      {
        ...{ db: laptop.db, config: laptop.config, clock: laptop.calendar, logger: laptop.logger },
        ...{ secrets: laptop.secrets, aloneSince: to.lockedAt },
      },
      { ...facts.data, owner, takenAt },
      decodeParts(createReadStream(file)),
    );
    await noteTime(laptop.directory, takenAt);
    // Before the answer: whoever has it may count on nothing being left.
    await remove();
    send(response, 200, 'application/json', JSON.stringify(report));
  } catch (error) {
    await remove();
    if (error instanceof TooLargeError) return reply(response, 413, error.message);
    if (error instanceof ImportError || error instanceof ListNotTakenError) return reply(response, 422, error.message);
    throw error;
  }
}

function jsonOf(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

function bounded(): Transform {
  let size = 0;
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      size += chunk.length;
      if (size > LARGEST_UPLOAD) done(new TooLargeError(`A list may weigh at most ${LARGEST_UPLOAD / 1e9} GB.`));
      else done(null, chunk);
    },
  });
}
