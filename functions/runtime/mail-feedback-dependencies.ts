import { type Environment, shared } from './dependencies.ts';
import { mailFeedbackEnvSchema } from './env.ts';

/** What `mail-feedback` needs: no secrets. */
export async function mailFeedbackDependencies(environment: Environment) {
  const env = mailFeedbackEnvSchema.parse(environment);
  const { db, clock, logger, metrics } = await shared(env);
  return { db, clock, logger, metrics };
}
