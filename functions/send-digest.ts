import { randomUUID } from 'node:crypto';
import middy from '@middy/core';
import * as z from 'zod';
import { recipientHash } from './mailing/recipient.ts';
import { mailRemovalRequests } from './mailing/removal-mail.ts';
import { INTERNAL, type SendDeps, type SendEntry, sendOneDigest } from './mailing/send-one-digest.ts';
import type { DigestConfig, OwnerConfig } from './runtime/config-schema.ts';
import { errorFields, withFields } from './runtime/logger.ts';
import { onFirstUse } from './runtime/on-first-use.ts';
import { sendDigestDependencies } from './runtime/send-digest-dependencies.ts';

/** What the schedule sends (nothing), and what `--once` asks for. */
const sendDigestEvent = z.looseObject({
  /** Now, whatever the weekday. */
  force: z.boolean().default(false),
  /** Only this owner's. */
  owner: z.string().max(100).optional(),
});

/** No digest is begun when less of the invocation is left than one may take. */
const RESERVE_MS = 2 * 60_000;
/** Names this process in leases: a lease of another one may have been left behind by a killed one. */
const RUNNER = randomUUID();

export type SendDigestDeps = Omit<SendDeps, 'runner'> & { readonly runner?: string };

export interface SendReport {
  readonly digests: readonly SendEntry[];
}

interface Invocation {
  readonly awsRequestId?: string;
  getRemainingTimeInMillis(): number;
}

/** Scheduled every 15 minutes: sends what is due in each recipient's own zone. One owner's trouble is no other's. */
export function createSendDigestHandler(
  deps: SendDigestDeps,
): (event: unknown, context?: Invocation) => Promise<SendReport> {
  const full: SendDeps = { ...deps, runner: deps.runner ?? RUNNER };
  return async (event, context) => {
    const { force, owner: only } = sendDigestEvent.parse(event ?? {});
    const digests: SendEntry[] = [];
    await mailRemovalRequests(full);
    for (const owner of deps.config.owners.filter(({ id }) => only === undefined || id === only)) {
      for (const digest of owner.digests) {
        if (context !== undefined && context.getRemainingTimeInMillis() < RESERVE_MS) {
          deps.logger.warn('time is up; the rest goes with the next tick', { owner: owner.id, digest: digest.id });
          return { digests };
        }
        digests.push(...(await sendSafely(full, owner, digest, force)));
      }
    }
    const count = (outcome: SendEntry['outcome']) => digests.filter((entry) => entry.outcome === outcome).length;
    deps.metrics?.({ Mails: count('sent') });
    deps.logger.info('digests', { sent: count('sent'), failed: count('failed'), doubtful: count('doubtful') });
    return { digests };
  };
}

async function sendSafely(
  deps: SendDeps,
  owner: OwnerConfig,
  digest: DigestConfig,
  force: boolean,
): Promise<SendEntry[]> {
  try {
    return await sendOneDigest(deps, owner, digest, force);
  } catch (error) {
    deps.logger.error('digest failed', { owner: owner.id, digest: digest.id, ...errorFields(error) });
    return digest.recipients.map(({ email }) => ({
      owner: owner.id,
      digestId: digest.id,
      period: '',
      kind: 'weekly',
      recipient: recipientHash(owner.id, email),
      outcome: 'failed',
      message: INTERNAL,
    }));
  }
}

const dependencies = onFirstUse(() => sendDigestDependencies(process.env));

/** Nothing of a report leaves the function: it would only be logged. */
export const handler = middy(async (event: unknown, context: Invocation): Promise<void> => {
  const deps = await dependencies();
  const logger = withFields(deps.logger, { run: context.awsRequestId });
  await createSendDigestHandler({ ...deps, logger })(event, context);
});
