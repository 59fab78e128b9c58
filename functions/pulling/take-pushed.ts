import * as z from 'zod';
import type { ListedPerson } from '../core/model.ts';
import { fromSent, sentPerson } from '../importing/parts.ts';
import { errorFields } from '../runtime/logger.ts';
import { isTableBusy } from '../storage/busy.ts';
import {
  countTry,
  listWaiting,
  type PushedName,
  pushedPeople,
  readPushed,
  settlePushed,
} from '../storage/pushed-parts.ts';
import { acceptSnapshot } from './accept-snapshot.ts';
import type { AudienceReport, PullDeps } from './deps.ts';
import { ListNotTakenError } from './not-taken.ts';

/** Lists that one tick takes at most; the others wait for the next. */
const MOST_A_TICK = 200;

/**
 * Takes the lists that were sent and are whole. One that cannot be taken is noted as refused, with the reason, and stops
 * no other.
 * @throws the table's own error if it was asked too much at once: that says nothing about a list
 */
export async function takePushed(deps: PullDeps, mayGoOn: () => boolean): Promise<AudienceReport[]> {
  const reports: AudienceReport[] = [];
  for (const name of await listWaiting(deps.db, MOST_A_TICK, deps.clock.wall())) {
    if (!mayGoOn()) break;
    try {
      const report = await takeOne(deps, name);
      if (report === undefined) continue;
      reports.push(report);
      deps.progress?.(report);
    } catch (error) {
      if (isTableBusy(error)) throw error;
      deps.logger.error('a list that was sent could not be taken', errorFields(error));
      if (!(await countTry(deps.db, name))) await settlePushed(deps.db, name, { state: 'refused', reason: BROKEN });
    }
  }
  return reports;
}

const BROKEN = 'Something went wrong inside Rekindle, several times. Send the list again, under another name.';

async function takeOne(deps: PullDeps, name: PushedName): Promise<AudienceReport | undefined> {
  const pushed = await readPushed(deps.db, name);
  if (pushed?.state !== 'waiting') {
    await settlePushed(
      deps.db,
      name,
      pushed?.state === 'taken' ? { state: 'taken' } : { state: 'refused', ...reasonOf(pushed) },
    );
    return undefined;
  }
  const { accountId, kind, takenAt, of } = pushed;
  const { handle, stableId } = of;
  try {
    const report = await acceptSnapshot(deps, {
      ...{ owner: name.owner, accountId, kind, takenAt },
      of: { ...(handle === undefined ? {} : { handle }), ...(stableId === undefined ? {} : { stableId }) },
      people: peopleOf(deps, name),
      // A network's own export is whole; what a script sends may be half a list.
      needsSecondLook: kind === 'members',
    });
    const isRefused = report.outcome === 'refused';
    await settlePushed(deps.db, name, {
      state: isRefused ? 'refused' : 'taken',
      ...(isRefused && report.message !== undefined ? { reason: report.message } : {}),
    });
    return report;
  } catch (error) {
    if (!(error instanceof ListNotTakenError)) throw error;
    if (!error.isBusy) await settlePushed(deps.db, name, { state: 'refused', reason: error.message });
    return undefined;
  }
}

const reasonOf = (pushed: { readonly reason?: string | undefined } | undefined) =>
  pushed?.reason === undefined ? {} : { reason: pushed.reason };

async function* peopleOf(deps: Pick<PullDeps, 'db'>, name: PushedName): AsyncGenerator<ListedPerson[]> {
  for await (const part of pushedPeople(deps.db, name)) yield z.array(sentPerson).parse(part).map(fromSent);
}
