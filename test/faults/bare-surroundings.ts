import { Buffer } from 'node:buffer';
import type { SESClient, SendRawEmailCommandInput } from '@aws-sdk/client-ses';
import { createMailFeedbackHandler } from '../../functions/mail-feedback.ts';
import { blueskyDialect } from '../../lib/local/demo/servers/bluesky.ts';
import { answering, type DemoRequest } from '../../lib/local/demo/servers/serve.ts';
import { createTableFromSchema } from '../../lib/local/embedded-table.ts';
import { sesEvents } from '../../lib/local/ses-events.ts';
import { bareTable } from '../fakes/bare-table.ts';
import { quiet } from '../main-job/rig.ts';
import {
  type AcceptedMail,
  clockOf,
  type Surroundings,
  type SurroundingsOptions,
  secretsInMemory,
} from './surroundings.ts';

const NETWORK = 'http://bluesky.example';

/** Everything in this process, without a socket or a file: cheap, so that there can be many scenarios. */
export async function bareSurroundings(options: SurroundingsOptions): Promise<Surroundings> {
  const table = bareTable();
  const tableName = 'faults';
  await createTableFromSchema(table.client() as never, tableName);
  const network = answering(() => blueskyDialect(options.world, { pageCap: options.pageCap ?? 100 }), {});
  const post = new PostOffice();
  const tell = createMailFeedbackHandler({
    db: { client: table.client(), tableName },
    clock: clockOf(options.times),
    logger: quiet,
  });
  return {
    tableName,
    table: (process) => table.client(process?.table),
    ses: (process) => {
      const take = process.ses(async ({ input }) => ({ output: post.take(input as SendRawEmailCommandInput) }));
      return { send: async ({ input }: { input: object }) => (await take({ input })).output } as object as SESClient;
    },
    secrets: secretsInMemory(),
    fetch: async (url, init) => answered(network, new URL(String(url)), init),
    networkUrl: NETWORK,
    setFault: network.setFault,
    deliverEvents: () => post.deliver(options.isDeafToSes ? async () => undefined : tell),
    mails: async () => post.taken,
    close: async () => undefined,
  };
}

async function answered(network: ReturnType<typeof answering>, url: URL, init?: RequestInit): Promise<Response> {
  const request: DemoRequest = {
    method: init?.method ?? 'GET',
    path: decodeURIComponent(url.pathname),
    query: url.searchParams,
    headers: Object.fromEntries(new Headers(init?.headers)),
    origin: NETWORK,
  };
  const answer = network.answerTo(request);
  if (answer === 'hang-up' || answer === 'silence') throw new TypeError('fetch failed');
  const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
  return new Response(body, { status: answer.status, headers: { date: new Date().toUTCString(), ...answer.headers } });
}

interface Mail extends AcceptedMail {
  readonly head: Buffer;
  readonly input: SendRawEmailCommandInput;
  isTold: boolean;
}

/** SES as far as it is asked here: takes mails and tells later, once, what became of them. */
class PostOffice {
  readonly taken: Mail[] = [];

  take(input: SendRawEmailCommandInput): { MessageId: string } {
    const raw = Buffer.from(input.RawMessage?.Data ?? '');
    const head = raw.subarray(0, raw.indexOf('\r\n\r\n') + 4);
    const header = (name: string): string =>
      new RegExp(`^${name}: (.*(?:\\r\\n[ \\t].*)*)`, 'm').exec(head.toString('latin1'))?.[1] ?? '';
    const [subject, messageId] = [header('Subject'), header('Message-ID')];
    this.taken.push({ to: input.Destinations?.[0] ?? '', subject, messageId, head, input, isTold: false });
    return { MessageId: `mail-${this.taken.length}` };
  }

  async deliver(tell: (event: object) => Promise<unknown>): Promise<void> {
    for (const [n, mail] of this.taken.entries()) {
      if (mail.isTold) continue;
      mail.isTold = true;
      const tags = (mail.input.Tags ?? []).map(({ Name = '', Value = '' }) => ({ name: Name, value: Value }));
      const record = {
        messageId: `mail-${n + 1}`,
        sentAt: new Date(0).toISOString(),
        source: mail.input.Source ?? '',
        destinations: [mail.to],
        tags,
        isTold: false,
      };
      for (const event of await sesEvents(mail.head, record)) await tell(event);
    }
  }
}
