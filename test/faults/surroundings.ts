import type { SESClient } from '@aws-sdk/client-ses';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Secrets } from '../../functions/runtime/secrets.ts';
import type { FaultHook } from '../../lib/local/demo/servers/serve.ts';
import type { World } from '../../lib/local/demo/world.ts';
import type { Process } from './process.ts';

/** The clocks of all processes of a scenario. */
export interface Times {
  now: number;
  wallOffset: number;
}

export interface AcceptedMail {
  readonly to: string;
  readonly subject: string;
  readonly messageId: string;
}

/** What is around the processes: the table, SES, the network. */
export interface Surroundings {
  readonly tableName: string;
  /** A client of the table; a process's own suffers and dies with it. */
  table(process?: Process): DynamoDBDocumentClient;
  ses(process: Process): SESClient;
  /** Survives every process. */
  readonly secrets: Pick<Secrets, 'read' | 'readOrCreate'>;
  readonly fetch: typeof fetch;
  readonly networkUrl: string;
  setFault(fault: FaultHook | undefined): void;
  /** SES tells what it accepted, whoever has died meanwhile. */
  deliverEvents(): Promise<void>;
  /** Each mail that was accepted. */
  mails(): Promise<AcceptedMail[]>;
  close(): Promise<void>;
}

export interface SurroundingsOptions {
  readonly world: World;
  readonly times: Times;
  /** SES's events get lost. */
  readonly isDeafToSes: boolean;
  /** Largest page of the network. */
  readonly pageCap?: number;
}

export const clockOf = (times: Times) => ({ now: () => times.now, wall: () => Date.now() + times.wallOffset });

/** Two pages for six followers, so that a list can be cut short. */
export const PAGE_CAP = 4;

export function secretsInMemory(): Surroundings['secrets'] {
  const kept = new Map<string, string>();
  return {
    read: async (name) => kept.get(name),
    readOrCreate: async (name, make) => {
      const value = kept.get(name) ?? make();
      kept.set(name, value);
      return value;
    },
  };
}
