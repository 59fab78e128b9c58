import { join } from 'node:path';
import { readFile } from '../../bin/commands/import/read-file.ts';
import { chooseAccount } from '../../functions/importing/choose-account.ts';
import { importGiven } from '../../functions/importing/import-given.ts';
import type { AudienceReport } from '../../functions/pulling/deps.ts';
import { readRows } from '../../functions/roster/open.ts';
import { validateConfig } from '../../functions/runtime/config.ts';
import { listAudienceRefs } from '../../functions/storage/audiences.ts';
import { listChanges } from '../../functions/storage/changes.ts';
import { readHead } from '../../functions/storage/heads.ts';
import { spooledPeople } from '../../lib/local/spool.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { freshFolder, SILENT } from '../local/folder-for-test.ts';

/** Exports imported as the CLI does it, into a real table, by a calendar that a test turns. */
export class ExportsRig {
  now = Date.parse('2026-12-01T08:00:00Z');
  private readonly table: FreshTable;
  readonly config;
  private constructor(table: FreshTable, accounts: readonly string[]) {
    this.table = table;
    this.config = validateConfig(
      { owners: [{ id: 'alice', name: 'Alice', accounts: accounts.map((id) => ({ id })) }] },
      'test',
    );
  }

  static async open(...accounts: string[]): Promise<ExportsRig> {
    return new ExportsRig(await freshTable(), accounts);
  }

  get db() {
    return this.table.db;
  }

  clock = { now: () => this.now, wall: () => this.now };

  deps() {
    return { db: this.db, config: this.config, clock: this.clock, logger: SILENT };
  }

  /** Imports every list of a file; as whatever account it turns out to be of, unless asked. */
  async import(
    file: string,
    more: { readonly account?: string; readonly takenAt?: number } = {},
  ): Promise<AudienceReport[]> {
    const { account, takenAt } = more;
    const folder = await freshFolder();
    const read = await readFile(file, { folder, now: this.now, ...(takenAt === undefined ? {} : { takenAt }) });
    const declared = this.config.owners.flatMap(({ accounts }) => accounts.map(({ id }) => id));
    const accountId = chooseAccount({ network: read.network, handle: read.owner.handle, asked: account, declared });
    const reports: AudienceReport[] = [];
    for (const list of read.lists) {
      const facts = { accountId, kind: list.kind, of: read.owner, takenAt: read.takenAt };
      reports.push(await importGiven(this.deps(), facts, spooledPeople({ file: join(folder, list.kind) })));
    }
    return reports;
  }

  /** Everything that was told, oldest first: `lost unlisted NAME`. */
  async told(): Promise<string[]> {
    const { items } = await listChanges(this.db, { owner: 'alice' }, { limit: 500 });
    return items
      .map(({ kind, verdict, person }) => [kind, verdict, person.name ?? person.handle].filter(Boolean).join(' '))
      .sort();
  }

  /** Who is in every roster, and in which state: the same before and after something that was refused. */
  async rosters(): Promise<Record<string, string[]>> {
    const rosters: Record<string, string[]> = {};
    for (const ref of await listAudienceRefs(this.db, 'alice')) {
      const head = await readHead(this.db, ref.key, { consistent: true });
      const rows: string[] = [];
      if (head !== undefined && head.version > 0) {
        for await (const batch of readRows(this.db, head)) rows.push(...batch.map(({ id, state }) => `${id} ${state}`));
      }
      rosters[ref.audienceId] = rows.sort();
    }
    return rosters;
  }

  close(): Promise<void> {
    return this.table.close();
  }
}
