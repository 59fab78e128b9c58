import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { createAnswer } from './history/answer.ts';
import { answersProblems, type Invocation } from './history/answer-problems.ts';
import type { HistoryApiDeps } from './history/route.ts';
import { historyApiDependencies } from './runtime/history-api-dependencies.ts';
import { onFirstUse } from './runtime/on-first-use.ts';

export type { HistoryApiDeps } from './history/route.ts';

type HistoryApiHandler = (
  event: APIGatewayProxyEventV2,
  context?: Invocation,
) => Promise<APIGatewayProxyStructuredResultV2>;

/** Time for the log and the answer when the function's own is about to end. */
const LAST_WORDS_MS = 500;

/** Answers questions about the history, and the links of mails that need no token. */
export function createHistoryApiHandler(deps: HistoryApiDeps): HistoryApiHandler {
  const reply = createAnswer(deps);
  const answer = middy(async (event: APIGatewayProxyEventV2, _context: Invocation | undefined) => reply(event), {
    timeoutEarlyInMillis: LAST_WORDS_MS,
  }).use(answersProblems(deps.logger));
  return (event, context) => answer(event, context);
}

const builtOnce = onFirstUse(async () => {
  return createHistoryApiHandler(await historyApiDependencies(process.env));
});

/** What Lambda calls. */
export const handler: HistoryApiHandler = async (event, context) => (await builtOnce())(event, context);
