import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SESClient } from '@aws-sdk/client-ses';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { placedHints } from '../../functions/core/placed-hints.ts';
import { drawPng } from '../../functions/digest/draw-png.ts';
import { fetchStranger } from '../../functions/feeds/fetch-stranger.ts';
import type { PageServing } from '../../functions/history/route.ts';
import { createHistoryApiHandler } from '../../functions/history-api.ts';
import { createMailFeedbackHandler } from '../../functions/mail-feedback.ts';
import type { Connector } from '../../functions/networks/network.ts';
import { connectorFor } from '../../functions/networks/registry.ts';
import { createPullHandler } from '../../functions/pull.ts';
import type { AccountName, PullDeps, PullReport } from '../../functions/pulling/deps.ts';
import { accountCredentials } from '../../functions/runtime/account-credentials.ts';
import type { Config } from '../../functions/runtime/config-schema.ts';
import { hasCredential, mastodonHosts } from '../../functions/runtime/credentials.ts';
import { LINK_KEY, makeLinkKey } from '../../functions/runtime/link-key.ts';
import { jsonLogger, type Logger } from '../../functions/runtime/logger.ts';
import type { Secrets } from '../../functions/runtime/secrets.ts';
import { spendingOf } from '../../functions/runtime/spending.ts';
import { createSendDigestHandler, type SendReport } from '../../functions/send-digest.ts';
import type { Db } from '../../functions/storage/db.ts';
import { builtOnDemand } from '../page-files.ts';
import { ensureApiTokens } from './api-tokens.ts';
import type { Calendar } from './calendar.ts';
import { createFileSecrets } from './file-secrets.ts';
import { folderWords } from './folder-words.ts';
import { writeLastConfig } from './last-config.ts';
import { createLogFile } from './log-file.ts';
import { withNextStart } from './next-start.ts';
import { NO_CREDENTIALS, openTable } from './open-table.ts';
import { type Outbox, startOutbox } from './outbox.ts';

export interface LaptopOptions {
  /** `DIR`; its lock is held by this process. */
  readonly directory: string;
  /** Wall clock since when it is. */
  readonly lockedAt: number;
  readonly config: Config;
  readonly calendar: Calendar;
  /** Addresses of private servers and tokens: `REKINDLE_BLUESKY_URL`, `REKINDLE_GITHUB_TOKEN` … */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where links in mails lead. Asked when a mail is made, since the port may be known late. */
  readonly publicUrl: () => string;
  /** Sees every connector before it is used, for progress. */
  readonly watch?: (connector: Connector, account: AccountName) => Connector;
  readonly progress?: PullDeps['progress'];
  /** Whether this process ends by itself, so that nothing is asked again before the next start. */
  readonly endsByItself?: boolean;
}

/** Says how long a function may take, as Lambda does. */
export interface Invocation {
  getRemainingTimeInMillis(): number;
}

/** The functions of the stack, on this machine. */
export interface Laptop {
  readonly directory: string;
  readonly config: Config;
  readonly calendar: Calendar;
  readonly db: Db;
  readonly logger: Logger;
  readonly outbox: Outbox;
  readonly secrets: Secrets;
  /** Leads the commands in a sentence to this folder, and promises nothing that a process which ends cannot keep. */
  hints(text: string): string;
  /** API token by owner. */
  readonly tokens: ReadonlyMap<string, string>;
  pull(event: { force?: boolean }, context?: Invocation): Promise<PullReport>;
  sendDigest(event: { force?: boolean; owner?: string }): Promise<SendReport>;
  api(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2>;
  close(): Promise<void>;
}

/** The configuration set of the laptop's SES; only a name. */
const CONFIGURATION_SET = 'laptop';

/**
 * The laptop's twin of the stack: embedded table, outbox, secrets in files, and the same handlers over them.
 * Mails whose events were not heard before the last process ended are told first.
 */
export async function openLaptop(options: LaptopOptions): Promise<Laptop> {
  const { directory, config, calendar, env } = options;
  const logger = jsonLogger('info', createLogFile(join(directory, 'log.jsonl')));
  const secrets = createFileSecrets(join(directory, 'secrets'), env);
  const signingKey = () => secrets.readOrCreate(LINK_KEY, makeLinkKey);
  await mkdir(join(directory, 'outbox'), { recursive: true, mode: 0o700 });
  await writeLastConfig(directory, config);
  const table = await openTable(directory);
  const { db } = table;
  const place = folderWords(directory);
  const hints = (text: string) => placedHints(options.endsByItself === true ? withNextStart(text) : text, place);
  const shared = { db, config, clock: calendar, logger };
  const credentials = accountCredentials({ db, config, secrets, fetch, wall: calendar.wall });
  const outbox = await startOutbox({
    directory: join(directory, 'outbox'),
    feedback: createMailFeedbackHandler({ db, clock: calendar, logger }),
    clock: calendar,
    logger,
  });
  // One attempt: a repeat that the SDK makes by itself after a time-out could be a second mail.
  const ses = new SESClient({ endpoint: outbox.endpoint, ...NO_CREDENTIALS, maxAttempts: 1 });
  await outbox.deliverEvents();
  return {
    directory,
    config,
    calendar,
    db,
    logger,
    outbox,
    secrets,
    hints,
    tokens: await ensureApiTokens(
      directory,
      db,
      config.owners.map((owner) => owner.id),
    ),
    pull: createPullHandler({
      ...shared,
      // What a killed process left behind need not run out first: the lock says that it is gone.
      aloneSince: options.lockedAt,
      secrets,
      hasCredential: (account) => hasCredential(secrets, account, { mastodonHosts: mastodonHosts(config) }),
      connectors: async (account) => {
        const { token, tokenName } = (await credentials(account)) ?? {};
        const spending = await spendingOf(db, account, calendar.wall);
        const connector = connectorFor(account, {
          ...{ token, tokenName, spending, baseUrls: baseUrlsOf(env), fetch, wall: calendar.wall },
        });
        return options.watch?.(connector, account) ?? connector;
      },
      ...(options.progress === undefined ? {} : { progress: options.progress }),
    }),
    sendDigest: (event) =>
      createSendDigestHandler({
        ...shared,
        ses,
        configurationSet: CONFIGURATION_SET,
        signingKey,
        publicUrl: options.publicUrl(),
        readPage: (url) => fetchStranger(url),
        drawPng,
        hints,
        doubtMs: 0,
      })(event),
    api: createHistoryApiHandler({ ...shared, signingKey, page: pageOf(directory, place) }),
    close: async () => {
      ses.destroy();
      await outbox.close();
      await table.close();
    },
  };
}

/** Built at the first visit; whoever can read the folder can sign in. */
function pageOf(directory: string, place: string): PageServing {
  const served = { files: builtOnDemand(), tokenLies: join(directory, 'api-token'), mails: '/outbox' };
  return place === '' ? served : { ...served, commandPlace: place };
}

function baseUrlsOf(env: LaptopOptions['env']) {
  return {
    bluesky: env['REKINDLE_BLUESKY_URL'],
    mastodon: env['REKINDLE_MASTODON_URL'],
    github: env['REKINDLE_GITHUB_URL'],
    facebook: env['REKINDLE_FACEBOOK_URL'],
    instagram: env['REKINDLE_INSTAGRAM_URL'],
    youtube: env['REKINDLE_YOUTUBE_URL'],
    x: env['REKINDLE_X_URL'],
  };
}
