import { join } from 'node:path';
import PostalMime from 'postal-mime';
import type { PullReport } from '../../functions/pulling/deps.ts';
import { listChanges } from '../../functions/storage/changes.ts';
import type { StoredChange } from '../../functions/storage/items.ts';
import type { Laptop } from './laptop.ts';
import { readLikes, readLists } from './lists.ts';
import { mergePulls } from './merge-pulls.ts';
import { updateState } from './state-file.ts';
import type { RunOutcome } from './summary.ts';

/** A run that nobody cuts off may take a day. */
const A_DAY = 24 * 60 * 60_000;
/** Changes of an owner that a summary looks at. */
const MOST_CHANGES = 2_000;

/** Pulls everything, whatever is due, as long as it takes. The calendar is noted before anything is written under it. */
export async function pullEverything(laptop: Laptop): Promise<PullReport> {
  await updateState(laptop.directory, { pulledAt: laptop.calendar.now() });
  return laptop.pull({ force: true }, { getRemainingTimeInMillis: () => A_DAY });
}

/**
 * Pulls everything now, sends the digest of this period, and gathers what there is to say about it.
 * @param earlier pulls since the last digest, to be told together with this one
 */
export async function runOnce(
  laptop: Laptop,
  timeZone: string,
  earlier: { readonly pulls: readonly PullReport[]; readonly since: number } = {
    pulls: [],
    since: laptop.calendar.now(),
  },
): Promise<RunOutcome> {
  const at = laptop.calendar.now();
  const before = new Set(await laptop.outbox.folder.list());
  const pull = await pullEverything(laptop);
  const { digests } = await laptop.sendDigest({ force: true });
  await laptop.outbox.deliverEvents();
  return {
    at,
    timeZone,
    owners: laptop.config.owners.map(({ id, name, accounts }) => ({
      id,
      name,
      accounts: accounts.map((account) => account.id),
    })),
    pull: mergePulls([...earlier.pulls, pull]),
    lists: await readLists(laptop.db, laptop.config),
    likes: await readLikes(laptop.db, laptop.config),
    changes: await changesSince(laptop, earlier.since),
    digests,
    mails: await mailsBesides(laptop, before),
  };
}

async function changesSince(laptop: Laptop, from: number): Promise<StoredChange[]> {
  const changes: StoredChange[] = [];
  for (const owner of laptop.config.owners) {
    const query = { from, limit: MOST_CHANGES, newestFirst: true };
    changes.push(...(await listChanges(laptop.db, { owner: owner.id }, query)).items);
  }
  return changes;
}

async function mailsBesides(laptop: Laptop, before: ReadonlySet<string>): Promise<RunOutcome['mails']> {
  const { folder } = laptop.outbox;
  const mails: { path: string; subject: string }[] = [];
  for (const name of (await folder.list()).reverse()) {
    const mail = before.has(name) ? undefined : await folder.read(name);
    if (mail === undefined) continue;
    const { subject } = await PostalMime.parse(mail);
    mails.push({ path: join(laptop.directory, 'outbox', name), subject: subject ?? '' });
  }
  return mails;
}
