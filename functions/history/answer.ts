import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { authorize } from './authorize.ts';
import { readEvent } from './event.ts';
import { Problem } from './problem.ts';
import { toResult } from './reply.ts';
import type { HistoryApiDeps } from './route.ts';
import { matchRoute } from './router.ts';
import { ROUTES } from './routes.ts';

/** No path takes more; what a mail client posts to unsubscribe is 26 characters. */
const LONGEST_BODY = 16_384;

/**
 * Finds the route, then who asks, and only then looks at what is asked: without a token nobody learns which ids or
 * parameters there are.
 * @throws Problem for whatever the caller can mend
 */
export async function answerRequest(deps: HistoryApiDeps, event: unknown): Promise<APIGatewayProxyStructuredResultV2> {
  const { method, path, query, authorization, bodyLength } = readEvent(event);
  if (bodyLength > LONGEST_BODY) throw new Problem(413, `Send at most ${LONGEST_BODY} bytes.`);
  const { route, params } = matchRoute(ROUTES, method, path);
  const grant = await authorize(deps, route, authorization);
  return toResult(await route.answer({ deps, grant, params, query }), method);
}
