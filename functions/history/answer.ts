import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { authorize } from './authorize.ts';
import { withEtag } from './etag.ts';
import { readEvent } from './event.ts';
import { LONGEST_BODY } from './limits.ts';
import { Problem } from './problem.ts';
import { type Reply, toResult } from './reply.ts';
import type { HistoryApiDeps } from './route.ts';
import { matchRoute } from './router.ts';
import { ROUTES } from './routes.ts';
import { WrongTokens } from './wrong-tokens.ts';

/**
 * Makes what answers requests: finds the route, then who asks, and only then looks at what is asked: without a token
 * nobody learns which ids or parameters there are. It throws a Problem for whatever the caller can mend.
 */
export function createAnswer(deps: HistoryApiDeps): (event: unknown) => Promise<APIGatewayProxyStructuredResultV2> {
  const wrongTokens = new WrongTokens(deps.pause);
  return async (event) => {
    const incoming = readEvent(event);
    const { method, path, query, body } = incoming;
    const { route, params } = matchRoute(ROUTES, method, path);
    const longest = route.longestBody ?? LONGEST_BODY;
    if (body.byteLength > longest) throw new Problem(413, `Send at most ${longest} bytes.`);
    const { grant, tokenHash, cookie } = await authorize(deps, route, incoming, wrongTokens);
    const { contentType, ifNoneMatch, sourceIp, browser } = incoming;
    const origin = deps.config.publicUrl ?? incoming.origin;
    const asked = { grant, tokenHash, path, origin, params, query, body, contentType, sourceIp, browser };
    const answered = await route.answer({ deps, ...asked });
    const reply = cookie === undefined ? answered : withCookie(answered, cookie);
    return toResult(method === 'GET' || method === 'HEAD' ? withEtag(reply, ifNoneMatch) : reply, method);
  };
}

/** A session that goes on; an answer that sets its own, such as the one that ends it, keeps that. */
function withCookie(reply: Reply, cookie: string): Reply {
  return { ...reply, headers: { 'set-cookie': cookie, ...reply.headers } };
}
