import { createHistoryApiHandler } from '../../../functions/history-api.ts';
import { LINK_KEY, makeLinkKey } from '../../../functions/runtime/link-key.ts';
import { jsonLogger } from '../../../functions/runtime/logger.ts';
import { ensureApiTokens, readApiToken, tokenPath } from '../../../lib/local/api-tokens.ts';
import { toHttpApiEvent } from '../../../lib/local/http-event.ts';
import { UsageError } from '../../../lib/local/laptop-config.ts';
import { RefusedError } from '../ask-process.ts';
import { folderOf, inPlace, type OpenPlace, type PlaceOptions, runningProcess } from '../place.ts';
import { requireOwnHistory } from '../whose-history.ts';

export interface AskOptions extends Pick<PlaceOptions, 'data' | 'config'> {
  readonly url?: string;
  readonly token?: string;
  readonly owner?: string;
}

export interface ApiAnswer {
  readonly text: string;
  /** Path and query of the page that follows. */
  readonly next?: string;
}

/** Asks the API for a path with its query. @throws RefusedError in the API's own words */
export type AskApi = (path: string, method?: 'GET' | 'DELETE') => Promise<ApiAnswer>;

interface Raw {
  readonly status: number;
  readonly text: string;
  readonly link: string | undefined;
}

/** Longest wait for one page, ms: an HTTP API gives up after 30 seconds. */
const LONGEST = 40_000;

/** Works with the API wherever it is: deployed, in the process that has the folder open, or over the folder itself. */
export async function withApi<T>(options: AskOptions, work: (ask: AskApi) => Promise<T>): Promise<T> {
  if (options.url !== undefined) {
    const token = options.token ?? process.env['REKINDLE_TOKEN'];
    if (token === undefined) throw new UsageError('Give an API token with --token, or in REKINDLE_TOKEN.');
    return work(asking(overHttp(baseOf(options.url), token)));
  }
  const running = runningProcess(options);
  if (running === undefined) {
    return inPlace(options, async (place) => {
      await requireOwnHistory(place, options);
      return work(asking(await inProcess(place, options)));
    });
  }
  const directory = folderOf(options);
  const own = await readApiToken(tokenPath(directory, options.owner));
  const token = options.token ?? own ?? (await readApiToken(tokenPath(directory)));
  if (token === undefined) throw new UsageError(`There is no ${tokenPath(directory)} yet. Try again in a moment.`);
  return work(asking(overHttp(running.url, token)));
}

function asking(exchange: (path: string, method: string) => Promise<Raw>): AskApi {
  return async (path, method = 'GET') => {
    const { status, text, link } = await exchange(path, method);
    if (status >= 300) throw new RefusedError(detailOf(text) ?? `The API answered ${status}.`, status);
    const next = /<(?<next>[^>]+)>;\s*rel="next"/.exec(link ?? '')?.groups?.['next'];
    return next === undefined ? { text } : { text, next };
  };
}

function overHttp(base: string, token: string): (path: string, method: string) => Promise<Raw> {
  return async (path, method) => {
    const response = await fetch(new URL(path, `${base}/`), {
      method,
      headers: { authorization: `Bearer ${token}` },
      redirect: 'error',
      signal: AbortSignal.timeout(LONGEST),
    });
    return { status: response.status, text: await response.text(), link: response.headers.get('link') ?? undefined };
  };
}

/** A token goes over the wire only where nobody can read it on the way. */
function baseOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isHere = parsed?.hostname === '127.0.0.1' || parsed?.hostname === 'localhost';
  if (parsed === undefined || (parsed.protocol !== 'https:' && !isHere)) {
    throw new UsageError(`--url ${url}: expected the API's address, beginning with https://.`);
  }
  return parsed.origin;
}

async function inProcess(
  place: OpenPlace,
  { owner }: AskOptions,
): Promise<(path: string, method: string) => Promise<Raw>> {
  const { db, config, clock, secrets, directory } = place;
  const owners = config.owners.map(({ id }) => id);
  const tokens = await ensureApiTokens(directory ?? folderOf({}), db, owners);
  const token = tokens.get(owner ?? owners[0] ?? '') ?? '';
  const api = createHistoryApiHandler({
    ...{ db, config, clock, logger: jsonLogger('error', () => undefined) },
    signingKey: () => secrets.readOrCreate(LINK_KEY, makeLinkKey),
  });
  return async (path, method) => {
    const headers = { host: 'localhost', authorization: `Bearer ${token}` };
    const request = { method, url: path, headers, body: Buffer.alloc(0), sourceIp: '127.0.0.1' };
    const event = toHttpApiEvent(request, clock.wall(), 'cli');
    if (event === undefined) throw new UsageError('That is no id.');
    const { statusCode = 0, body = '', headers: answered = {} } = await api(event);
    return {
      status: statusCode,
      text: body,
      link: answered['link'] === undefined ? undefined : String(answered['link']),
    };
  };
}

function detailOf(text: string): string | undefined {
  try {
    const { detail } = JSON.parse(text) as { readonly detail?: unknown };
    return typeof detail === 'string' ? detail : undefined;
  } catch {
    return undefined;
  }
}
