import * as z from 'zod';
import { strayHistory } from '../../functions/archiving/owners-there.ts';
import type { Clock } from '../../functions/core/clock.ts';
import { lastExportOf } from '../../functions/core/export-age.ts';
import { waitsFor } from '../../functions/core/reading.ts';
import { costNotes } from '../../functions/pulling/cost-notes.ts';
import type { Config } from '../../functions/runtime/config-schema.ts';
import { listAccounts } from '../../functions/storage/accounts.ts';
import { listAudienceRefs } from '../../functions/storage/audiences.ts';
import { readCredentials } from '../../functions/storage/credentials.ts';
import type { Db } from '../../functions/storage/db.ts';
import { readHeads } from '../../functions/storage/heads.ts';
import type { AccountItem } from '../../functions/storage/items.ts';
import { zoneOf } from './zone.ts';

const time = z.number().optional();

/** How things stand, for `rekindle status`; also what a running process answers the CLI. */
export const statusSchema = z.object({
  at: z.number(),
  /** The owners', if it is the same for all of them. */
  timeZone: z.string().optional(),
  accounts: z.array(
    z.object({
      owner: z.string(),
      accountId: z.string(),
      state: z.string(),
      trouble: z.string().optional(),
      /** What kind of trouble it is. */
      code: z.string().optional(),
      /** What it costs, or which export it waits for. */
      notes: z.array(z.string()).optional(),
      audiences: z.array(
        z.object({
          audienceId: z.string(),
          kind: z.string(),
          title: z.string().optional(),
          state: z.string(),
          count: z.number(),
          missing: z.number(),
          held: z.number(),
          pulledAt: time,
          /** When the official export was taken that this is the state of. */
          exportAt: time,
          dueAt: time,
          trouble: z.string().optional(),
          code: z.string().optional(),
          /** A refused list is kept that the owner could take as a new baseline. */
          canAccept: z.boolean().optional(),
        }),
      ),
    }),
  ),
  /** Where the configured owners have nothing: who has, and who is configured. */
  stray: z.object({ owners: z.array(z.string()).readonly(), configured: z.array(z.string()).readonly() }).optional(),
  /** Rate limits that are used up, by the wall clock. */
  waits: z.array(z.object({ credentialId: z.string(), until: z.number() })),
});
export type Status = z.output<typeof statusSchema>;

/** Reads how the accounts of all owners stand. */
export async function readStatus(db: Db, config: Pick<Config, 'owners'>, clock: Clock): Promise<Status> {
  const accounts: Status['accounts'] = [];
  for (const { id: owner } of config.owners) {
    for (const account of await listAccounts(db, owner)) {
      const refs = await listAudienceRefs(db, owner, account.accountId);
      const heads = await readHeads(
        db,
        refs.map(({ key }) => key),
      );
      accounts.push({
        owner,
        accountId: account.accountId,
        state: account.status,
        notes: await notesOf(db, account, clock),
        ...(account.lastError === undefined
          ? {}
          : { trouble: account.lastError.message, code: account.lastError.code }),
        audiences: heads.flatMap((head) => {
          if (head === undefined) return [];
          const { audienceId, kind, title, status, counts, pulledAt, dueAt, lastError, refused } = head;
          return {
            audienceId,
            kind,
            title,
            state: status,
            count: counts.present + counts.missing + counts.held + counts.hidden,
            missing: counts.missing,
            held: counts.held,
            pulledAt,
            exportAt: lastExportOf([head]),
            dueAt,
            trouble: lastError?.message,
            code: lastError?.code,
            canAccept: refused !== undefined,
          };
        }),
      });
    }
  }
  const waits = [...(await readCredentials(db)).values()].flatMap(({ credentialId, waitUntil }) =>
    waitUntil === undefined || waitUntil <= clock.wall() ? [] : [{ credentialId, until: waitUntil }],
  );
  const owners = config.owners.map(({ id }) => id);
  const stray = accounts.length === 0 ? await strayHistory(db, owners) : undefined;
  const timeZone = zoneOf(config, undefined);
  return { at: clock.now(), timeZone, accounts, ...(stray === undefined ? {} : { stray }), waits };
}

/** What it costs, or which export it waits for. */
async function notesOf(db: Db, account: AccountItem, clock: Clock): Promise<string[]> {
  const waiting = account.reading === undefined ? undefined : waitsFor(account.network, account.reading);
  return [...(waiting === undefined ? [] : [waiting]), ...(await costNotes(db, account, clock.wall()))];
}
