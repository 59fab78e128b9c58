import { SESClient, SendRawEmailCommand, type SendRawEmailCommandInput } from '@aws-sdk/client-ses';
import { mockClient } from 'aws-sdk-client-mock';
import PostalMime, { type Email } from 'postal-mime';
import { createMailFeedbackHandler } from '../../functions/mail-feedback.ts';
import { projectHead } from '../../functions/roster/project.ts';
import { type Config, configSchema, type OwnerConfig } from '../../functions/runtime/config-schema.ts';
import type { LogFields, Logger } from '../../functions/runtime/logger.ts';
import { createSendDigestHandler, type SendDigestDeps, type SendReport } from '../../functions/send-digest.ts';
import { putAccount } from '../../functions/storage/accounts.ts';
import { putAudienceRef } from '../../functions/storage/audiences.ts';
import type { AccountItem, Head } from '../../functions/storage/items.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { Audience, change, row } from '../roster/people.ts';

export const DAY = 24 * 60 * 60 * 1000;
export const MINUTE = 60_000;
/** A Thursday. */
export const START = Date.parse('2026-11-12T12:00:00Z');
/** The next Monday, 08:00 UTC. */
export const MONDAY = Date.parse('2026-11-16T08:00:00Z');

export const signingKey = async () => 'a-key-for-links-in-tests-0123456789';

interface SentMail {
  readonly to: string;
  readonly input: SendRawEmailCommandInput;
  readonly mail: Email;
}

type OwnerInput = Partial<OwnerConfig> & { readonly id: string };

export function configOf(...owners: OwnerInput[]): Config {
  return configSchema.parse({
    owners: owners.map((owner) => ({
      name: `The one called ${owner.id}`,
      home: 'Leipzig, Germany',
      accounts: [{ id: `bluesky:${owner.id}.example` }],
      digests: [digestOf([`${owner.id}@mail.example`])],
      ...owner,
    })),
  });
}

export function digestOf(
  emails: readonly string[],
  more: Record<string, unknown> = {},
): OwnerConfig['digests'][number] {
  const digest = {
    from: 'Rekindle <digest@sender.example>',
    recipients: emails.map((email) => ({ email })),
    ...more,
  };
  const parsed = configSchema.parse({
    owners: [{ id: 'x', name: 'x', accounts: [{ id: 'bluesky:x.example' }], digests: [digest] }],
  });
  const [first] = parsed.owners[0]?.digests ?? [];
  if (first === undefined) throw new Error('The digest is not one.');
  return first;
}

/** An account as it is declared, not yet looked up. */
export function accountItem(owner: string, more: Partial<AccountItem> = {}): AccountItem {
  return {
    owner,
    accountId: `bluesky:${owner}.example`,
    network: 'bluesky',
    track: { followers: true, following: true, likes: true, stars: true, postDays: 30, posts: 20, repositories: 100 },
    status: 'active',
    addedAt: START,
    ...more,
  };
}

/** A table, an SES that keeps what it takes, and a calendar to move. */
export class MailWorld {
  readonly table: FreshTable;
  readonly clock = {
    calendar: START,
    wallClock: START,
    now: () => this.clock.calendar,
    wall: () => this.clock.wallClock,
  };
  readonly lines: { readonly message: string; readonly fields: LogFields }[] = [];
  readonly sent: SentMail[] = [];
  /** What SES answers before it takes a mail; throws to refuse. */
  onSend: (input: SendRawEmailCommandInput) => void | Promise<void> = () => {};
  /** What happens after SES has taken a mail; throws to lose the answer. */
  afterSend: (mail: SentMail) => void | Promise<void> = () => {};
  private readonly ses = mockClient(SESClient);
  private processes = 0;

  private constructor(table: FreshTable) {
    this.table = table;
    this.ses.on(SendRawEmailCommand).callsFake(async (input: SendRawEmailCommandInput) => {
      await this.onSend(input);
      const mail = await PostalMime.parse(input.RawMessage?.Data ?? new Uint8Array());
      const kept = { to: input.Destinations?.[0] ?? '', input, mail };
      this.sent.push(kept);
      await this.afterSend(kept);
      return { MessageId: `ses-${this.sent.length}` };
    });
  }

  static async create(): Promise<MailWorld> {
    return new MailWorld(await freshTable());
  }

  async close(): Promise<void> {
    this.ses.restore();
    await this.table.close();
  }

  get db() {
    return this.table.db;
  }

  /** Moves calendar and wall clock. */
  goTo(time: number): void {
    this.clock.wallClock += Math.max(0, time - this.clock.calendar);
    this.clock.calendar = time;
  }

  readonly logger: Logger = {
    debug: (message, fields = {}) => void this.lines.push({ message, fields }),
    info: (message, fields = {}) => void this.lines.push({ message, fields }),
    warn: (message, fields = {}) => void this.lines.push({ message, fields }),
    error: (message, fields = {}) => void this.lines.push({ message, fields }),
  };

  /** A new process: whatever an earlier one held belongs to the dead. */
  process(config: Config, more: Partial<SendDigestDeps> = {}) {
    this.processes += 1;
    return createSendDigestHandler({
      db: this.db,
      config,
      ses: new SESClient({ region: 'us-east-1' }),
      configurationSet: 'rekindle',
      signingKey,
      publicUrl: 'https://rekindle.example',
      clock: this.clock,
      logger: this.logger,
      doubtMs: 30 * MINUTE,
      runner: `process-${this.processes}`,
      ...more,
    });
  }

  send(config: Config, event: { force?: boolean; owner?: string } = {}): Promise<SendReport> {
    return this.process(config)(event);
  }

  /** An account whose followers have been read: a baseline of `ids`, and nobody else. */
  async account(owner: string, ids: readonly string[], more: Partial<AccountItem> = {}): Promise<Audience> {
    await putAccount(
      this.db,
      accountItem(owner, { stableId: `did:plc:${owner}`, resolvedAt: this.clock.calendar, ...more }),
    );
    const audience = await this.audience(owner, 'followers');
    await this.baseline(audience, ids);
    return audience;
  }

  async audience(owner: string, kind: Head['kind'] & string, more: Partial<Head> = {}): Promise<Audience> {
    if (kind === 'account') throw new TypeError('An account job is no audience.');
    const accountId = `bluesky:${owner}.example`;
    const item = more.item === undefined ? '' : `:${more.item}`;
    const audienceId = `${accountId}:${kind}${item}`;
    const key = `${owner}/bluesky/did:plc:${owner}/${kind}${item.replace(':', '/')}`;
    await putAudienceRef(this.db, { owner, audienceId, key, kind, accountId, network: 'bluesky' });
    return Audience.create(this.db, key, { owner, accountId, audienceId, kind, ...more });
  }

  async baseline(audience: Audience, ids: readonly string[]): Promise<void> {
    const at = this.clock.calendar;
    const puts = ids.map((id) => row(id, { stateAt: at, firstSeenAt: at }));
    await audience.commit({ puts }, { baselineAt: at, pulledAt: at, completePulls: 1 });
  }

  /** Somebody unfollows: committed and told. */
  async lose(audience: Audience, id: string): Promise<void> {
    const at = this.clock.calendar;
    const head = await audience.commit(
      {
        puts: [row(id, { state: 'lost', stateAt: at, verdict: 'unfollowed', losses: 1 })],
        changes: [change('lost', id, { at, detectedAt: at, verdict: 'unfollowed' })],
      },
      { pulledAt: at },
    );
    await projectHead(this.db, head);
  }

  /** SES's own event about a mail, as EventBridge brings it. */
  async tell(mail: SentMail, type: string, detail: Record<string, unknown> = {}): Promise<void> {
    const tags = Object.fromEntries((mail.input.Tags ?? []).map(({ Name, Value }) => [Name, [Value]]));
    await createMailFeedbackHandler({ db: this.db, clock: this.clock, logger: this.logger })({
      version: '0',
      'detail-type': type,
      source: 'aws.ses',
      detail: {
        ...detail,
        mail: { messageId: 'ses-1', destination: [mail.to], tags: { 'ses:configuration-set': ['rekindle'], ...tags } },
      },
    });
  }

  to(email: string): SentMail[] {
    return this.sent.filter((mail) => mail.to === email);
  }
}

export const outcomes = (report: SendReport): string[] => report.digests.map(({ outcome }) => outcome);
