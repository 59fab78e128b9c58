import { createReadStream } from 'node:fs';
import { request } from 'node:http';
import { readApiToken, tokenPath } from '../../lib/local/api-tokens.ts';
import { UsageError } from '../../lib/local/laptop-config.ts';
import { folderOf, type PlaceOptions } from './place.ts';

/** The process that has the folder open refused; its words say why. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  /** Of HTTP, where it came by that. */
  readonly status: number | undefined;
  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

export interface Question {
  readonly path: string;
  /** Whose token is used; the first owner's without. */
  readonly owner?: string | undefined;
  /** A file to be streamed as the body of a POST. */
  readonly body?: { readonly file: string; readonly size: number };
  /** GET without a body, unless said otherwise. */
  readonly method?: 'POST';
}

/** Longest wait for an answer, ms: a large list is worked through before it comes. */
const LONGEST = 10 * 60_000;
const LARGEST_ANSWER = 50_000_000;

/**
 * Asks the process that has the folder open; it alone may touch the table.
 * @returns the answer's JSON
 * @throws RefusedError with the process's own words
 */
export async function askProcess(
  running: { readonly url: string },
  options: PlaceOptions,
  question: Question,
): Promise<unknown> {
  const token = await tokenOf(options, question.owner);
  const { status, text } = await exchange(new URL(question.path, running.url), token, question);
  if (status === 200) return JSON.parse(text);
  throw new RefusedError(text.trim() || `The running process answered ${status}.`);
}

function exchange(url: URL, token: string, question: Question): Promise<{ status: number; text: string }> {
  const { body, method = body === undefined ? 'GET' : 'POST' } = question;
  return new Promise((resolve, reject) => {
    const call = request(url, {
      method,
      timeout: LONGEST,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-length': body.size, 'content-type': 'application/octet-stream' }),
      },
    });
    call.on('timeout', () => call.destroy(new Error('The running process does not answer.')));
    call.on('error', reject);
    call.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
        if (text.length > LARGEST_ANSWER) call.destroy(new Error('The answer is too large.'));
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    });
    if (body === undefined) call.end();
    else
      createReadStream(body.file)
        .on('error', (error) => call.destroy(error))
        .pipe(call);
  });
}

async function tokenOf(options: PlaceOptions, owner: string | undefined): Promise<string> {
  const directory = folderOf(options);
  const own = owner === undefined ? undefined : await readApiToken(tokenPath(directory, owner));
  // An owner who has none is no owner: the process says so, to whoever asks.
  const token = own ?? (await readApiToken(tokenPath(directory)));
  if (token === undefined) throw new UsageError(`There is no ${tokenPath(directory)} yet. Try again in a moment.`);
  return token;
}
