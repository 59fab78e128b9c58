import middy from '@middy/core';
import { type MailFeedbackDeps, noteMailEvent } from './mailing/feedback.ts';
import { mailFeedbackDependencies } from './runtime/dependencies.ts';
import { onFirstUse } from './runtime/on-first-use.ts';

export type { MailFeedbackDeps } from './mailing/feedback.ts';

/** EventBridge brings SES's events here; on the laptop the outbox does. */
export function createMailFeedbackHandler(deps: MailFeedbackDeps): (event: unknown) => Promise<void> {
  return (event) => noteMailEvent(deps, event);
}

const mailFeedback = onFirstUse(async () => createMailFeedbackHandler(await mailFeedbackDependencies(process.env)));

export const handler = middy(async (event: unknown): Promise<void> => {
  await (await mailFeedback())(event);
});
