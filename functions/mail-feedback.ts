import middy from '@middy/core';
import { type MailFeedbackDeps, noteMailEvent } from './mailing/feedback.ts';
import { withFields } from './runtime/logger.ts';
import { mailFeedbackDependencies } from './runtime/mail-feedback-dependencies.ts';
import { onFirstUse } from './runtime/on-first-use.ts';

export type { MailFeedbackDeps } from './mailing/feedback.ts';

/** EventBridge brings SES's events here; on the laptop the outbox does. */
export function createMailFeedbackHandler(deps: MailFeedbackDeps): (event: unknown) => Promise<void> {
  return (event) => noteMailEvent(deps, event);
}

const dependencies = onFirstUse(() => mailFeedbackDependencies(process.env));

export const handler = middy(async (event: unknown, context: { readonly awsRequestId?: string }): Promise<void> => {
  const deps = await dependencies();
  await createMailFeedbackHandler({ ...deps, logger: withFields(deps.logger, { run: context.awsRequestId }) })(event);
});
