import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a token of the fake is good for. */
interface Grant {
  readonly refreshToken: string | undefined;
}

export interface FakeAuthorizationServer {
  readonly url: string;
  /** Who signs in, as the API answers. */
  person: { id: string; username: string };
  /** What the person does when they are asked; a code is issued only for `allows`. */
  consent: 'allows' | 'refuses';
  /** Codes and refresh tokens are good once (X), or the refresh token stays (Google). */
  rotates: boolean;
  /** How long access tokens live, seconds; undefined: they do not end. */
  expiresIn: number | undefined;
  /** The next request to the token endpoint is answered so. */
  next: { readonly status: number; readonly body: unknown } | 'cut' | undefined;
  /** All codes have run out. */
  areCodesExpired: boolean;
  /** What was sent to the token endpoint, form fields decoded. */
  readonly tokenRequests: Readonly<Record<string, string>>[];
  /** Access tokens and refresh tokens that are good now. */
  readonly access: Set<string>;
  readonly refresh: Map<string, Grant>;
  /** Apps that have registered themselves (Mastodon). */
  readonly apps: Map<string, { readonly secret: string; readonly redirect: string }>;
  readonly authorizations: string[];
  /** Answers everything else: the network's API. Undefined: 404. */
  api: (path: string, token: string | undefined) => unknown;
  close(): Promise<void>;
}

const NO_SUCH_TOKEN = { error: 'invalid_request', error_description: 'Value passed for the token was invalid.' };

/** An authorization server on the loopback with the networks' paths; a code flow, with PKCE where there is a challenge. */
export async function startAuthorizationServer(): Promise<FakeAuthorizationServer> {
  const codes = new Map<string, { readonly challenge: string; readonly redirect: string; readonly clientId: string }>();
  let count = 0;
  const make = (kind: string): string => {
    count += 1;
    return `${kind}-${count}`;
  };

  const authorize = (query: URLSearchParams, response: ServerResponse): void => {
    const back = new URL(query.get('redirect_uri') ?? '');
    back.searchParams.set('state', query.get('state') ?? '');
    if (fake.consent === 'refuses') {
      back.searchParams.set('error', 'access_denied');
    } else {
      const code = make('code');
      codes.set(code, {
        challenge: query.get('code_challenge_method') === 'S256' ? (query.get('code_challenge') ?? '') : '',
        redirect: query.get('redirect_uri') ?? '',
        clientId: query.get('client_id') ?? '',
      });
      back.searchParams.set('code', code);
    }
    response.writeHead(302, { location: back.href }).end();
  };

  const issue = (scope: string, old?: string): unknown => {
    const access = make('access');
    fake.access.add(access);
    const refresh =
      fake.expiresIn === undefined ? undefined : fake.rotates || old === undefined ? make('refresh') : old;
    if (refresh !== undefined) fake.refresh.set(refresh, { refreshToken: refresh });
    return {
      token_type: 'bearer',
      access_token: access,
      scope,
      ...(fake.expiresIn === undefined ? {} : { expires_in: fake.expiresIn }),
      ...(refresh === undefined || (!fake.rotates && old !== undefined) ? {} : { refresh_token: refresh }),
    };
  };

  const grant = (form: Record<string, string>): { status: number; body: unknown } => {
    if (form['grant_type'] === 'refresh_token') {
      const old = form['refresh_token'] ?? '';
      if (!fake.refresh.has(old)) return { status: 400, body: NO_SUCH_TOKEN };
      if (fake.rotates) fake.refresh.delete(old);
      return { status: 200, body: issue('read', old) };
    }
    const code = codes.get(form['code'] ?? '');
    codes.delete(form['code'] ?? '');
    const verifier = form['code_verifier'];
    const proof = verifier === undefined ? '' : createHash('sha256').update(verifier).digest('base64url');
    if (
      code === undefined ||
      fake.areCodesExpired ||
      code.redirect !== form['redirect_uri'] ||
      code.challenge !== proof
    ) {
      const error_description = 'Value passed for the authorization code was invalid.';
      return { status: 400, body: { error: 'invalid_grant', error_description } };
    }
    return { status: 200, body: issue('read') };
  };

  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://fake.test');
      const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
      const json = (status: number, value: unknown): void => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
      };
      if (/\/(oauth2?\/authorize|oauth2\/v2\/auth|dialog\/oauth)$/.test(pathname)) {
        fake.authorizations.push(request.url ?? '');
        return authorize(searchParams, response);
      }
      const form = Object.fromEntries(new URLSearchParams(body));
      if (pathname === '/api/v1/apps' && request.method === 'POST') {
        const id = make('app');
        fake.apps.set(id, { secret: `${id}-secret`, redirect: form['redirect_uris'] ?? '' });
        return json(200, { id: '1', name: form['client_name'], client_id: id, client_secret: `${id}-secret` });
      }
      if (/\/(oauth2?\/)?(access_)?token$/.test(pathname) && request.method === 'POST') {
        fake.tokenRequests.push({ ...form, authorization: request.headers.authorization ?? '' });
        const { next } = fake;
        fake.next = undefined;
        const answer = next !== undefined && next !== 'cut' ? next : grant(form);
        if (next === 'cut') return void response.destroy();
        return json(answer.status, answer.body);
      }
      if (token !== undefined && !fake.access.has(token))
        return json(401, { title: 'Unauthorized', error: 'bad token' });
      const answer = fake.api(pathname, token);
      return json(answer === undefined ? 404 : 200, answer ?? { error: 'Record not found' });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const fake: FakeAuthorizationServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    person: { id: '7', username: 'alice' },
    consent: 'allows',
    rotates: true,
    expiresIn: 7_200,
    next: undefined,
    areCodesExpired: false,
    tokenRequests: [],
    access: new Set(),
    refresh: new Map(),
    apps: new Map(),
    authorizations: [],
    api: (path) => xApi(path, fake.person) ?? mastodonApi(path, fake),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return fake;
}

function xApi(path: string, person: FakeAuthorizationServer['person']): unknown {
  if (path === '/2/users/me') return { data: { ...person, name: 'Somebody' } };
  const asked = /^\/2\/users\/by\/username\/(\w+)$/.exec(path)?.[1];
  if (asked === undefined) return undefined;
  const id = asked.toLowerCase() === person.username ? person.id : '99';
  return { data: { id, name: asked, username: asked, public_metrics: { followers_count: 812, following_count: 40 } } };
}

function mastodonApi(path: string, { url, person }: FakeAuthorizationServer): unknown {
  if (!['/api/v1/accounts/verify_credentials', '/api/v1/accounts/lookup'].includes(path)) return undefined;
  // A look-up answers for whoever was declared: alice.
  const username = path.endsWith('lookup') ? 'alice' : person.username;
  return {
    id: username === 'alice' ? '1' : '2',
    username,
    acct: username,
    url: `${url}/@${username}`,
    uri: `https://social.example/users/${username}`,
    display_name: 'Alice',
    note: '<p>Hello</p>',
    avatar: '',
    header: '',
    fields: [],
    bot: false,
    locked: false,
    created_at: '2020-01-01T00:00:00.000Z',
    followers_count: 12,
    following_count: 3,
    statuses_count: 5,
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
