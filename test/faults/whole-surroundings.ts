import { SESClient } from '@aws-sdk/client-ses';
import { startBluesky } from '../../lib/local/demo/servers/bluesky.ts';
import { createTableFromSchema } from '../../lib/local/embedded-table.ts';
import { directTable } from '../fakes/direct-table.ts';
import { documentClient } from '../fakes/table.ts';
import { Rig } from '../main-job/rig.ts';
import { config } from './life.ts';
import { type Surroundings, type SurroundingsOptions, secretsInMemory } from './surroundings.ts';

/** The SDK's own clients, the network's server over HTTP, and the laptop's outbox on the disk. */
export async function wholeSurroundings({
  world,
  times,
  isDeafToSes,
  pageCap,
}: SurroundingsOptions): Promise<Surroundings> {
  const engine = directTable();
  const tableName = 'faults';
  const client = engine.client();
  await createTableFromSchema(client, tableName);
  const network = await startBluesky(world, { pageCap: pageCap ?? 100 });
  const rig = await Rig.open({
    config,
    urls: {},
    now: times.now,
    db: { client: documentClient(client), tableName },
    isDeafToSes,
  });
  return {
    tableName,
    table: (process) => {
      const own = engine.client();
      if (process !== undefined) own.middlewareStack.add(process.table as never, { step: 'initialize' });
      return documentClient(own);
    },
    ses: (process) => {
      const ses = new SESClient({
        endpoint: rig.outbox.endpoint,
        region: 'us-east-1',
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
        maxAttempts: 1,
      });
      ses.middlewareStack.add(process.ses as never, { step: 'initialize' });
      return ses;
    },
    secrets: secretsInMemory(),
    fetch,
    networkUrl: network.url,
    setFault: network.setFault,
    deliverEvents: async () => {
      rig.now = times.now;
      rig.wallOffset = times.wallOffset;
      await rig.outbox.deliverEvents();
    },
    mails: async () =>
      (await rig.mails()).map(({ to, subject = '', messageId = '' }) => ({
        to: to?.[0]?.address ?? '',
        subject,
        messageId,
      })),
    close: async () => {
      await rig.close();
      await network.close();
    },
  };
}
