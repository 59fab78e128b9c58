import { type ComparedPull, isWaiting } from './compared-pull.ts';
import type { Change, RosterRow, Verdict } from './model.ts';
import { LEAST_OF_A_SERVER, serverOf } from './servers.ts';
import { isMass, LEAST_OF_A_WAVE } from './waves.ts';

/** A loss that this pull tells. */
export interface ToldLoss {
  /** The row before it was told. */
  readonly row: RosterRow;
  readonly change: Change;
  /** Whether the network's own word proves it, rather than lists alone. */
  readonly isProven: boolean;
}

/** How accounts end that a network takes down, or that end by themselves. */
const ENDED: ReadonlySet<Verdict | undefined> = new Set(['suspended', 'gone', 'deleted', 'deactivated']);

/** So many ended accounts at once, and more than this share of the audience, are a purge; a few end every week. */
const MOST_ENDED = 5;
const MOST_ENDED_SHARE = 0.01;

/**
 * Names mass losses: losses of one event share an id, which says what it was and when it began. What one cause explains
 * is not told by another: a server first, then a purge, then what nothing explains.
 * @param losses everybody whom this pull tells as lost
 * @param remaining everybody else who was not listed and whom the roster keeps expecting
 * @returns event ids by person; whoever left alone has none
 */
export function eventsOf(
  losses: readonly ToldLoss[],
  remaining: readonly RosterRow[],
  pull: Pick<ComparedPull, 'kind' | 'at' | 'expected' | 'silentServers'>,
): ReadonlyMap<string, string> {
  const events = new Map<string, string>();
  const name = (group: readonly ToldLoss[], event: string): void => {
    for (const { row } of group) events.set(row.id, event);
  };
  for (const { server, began, group } of serversGone(losses, remaining, pull)) {
    name(group, eventId(`server-${server}`, began));
  }
  const ended = byBeginning(losses, ({ row, change }) => !events.has(row.id) && ENDED.has(change.verdict));
  for (const [began, group] of ended) {
    if (group.length > Math.max(MOST_ENDED, pull.expected * MOST_ENDED_SHARE)) name(group, eventId('purge', began));
  }
  const unexplained = byBeginning(losses, (loss) => !events.has(loss.row.id) && isUnexplained(loss));
  for (const [began, group] of unexplained) {
    const isDrop = group.some(({ row }) => row.state === 'held') && group.length >= LEAST_OF_A_WAVE;
    if (isDrop || isMass(group.length, pull.expected)) name(group, eventId('drop', began));
  }
  return events;
}

/** Whoever was held was held as part of a drop, whatever the network says later. */
function isUnexplained({ row, isProven }: ToldLoss): boolean {
  return row.state === 'held' || !isProven;
}

/** Servers whose people all went at once, with nobody of them left. Only followers' ids are on servers of their own. */
function serversGone(
  losses: readonly ToldLoss[],
  remaining: readonly RosterRow[],
  { kind, at, silentServers }: Pick<ComparedPull, 'kind' | 'at' | 'silentServers'>,
): { readonly server: string; readonly began: number; readonly group: readonly ToldLoss[] }[] {
  const gone: { server: string; began: number; group: ToldLoss[] }[] = [];
  if (kind !== 'followers') return gone;
  for (const server of silentServers ?? []) {
    const told = losses.filter(({ row }) => serverOf(row.id) === server);
    const last = Math.max(...told.map(({ change }) => change.at));
    const group = told.filter(({ change }) => change.at === last);
    // Somebody who stayed longer, or is in the audience by the network's word, shows that the server was still there.
    const isWhole = remaining.every((row) => serverOf(row.id) !== server || absentSince(row, at) <= last);
    if (isWhole && group.length >= LEAST_OF_A_SERVER) gone.push({ server, began: last, group });
  }
  return gone;
}

/** When the absence of somebody not listed at `at` began; never, for somebody who is only hidden. */
function absentSince(row: RosterRow, at: number): number {
  if (row.state === 'present') return at;
  return isWaiting(row) ? row.stateAt : Number.POSITIVE_INFINITY;
}

/** Losses by the pull that first showed them. */
function byBeginning(losses: readonly ToldLoss[], isMeant: (loss: ToldLoss) => boolean): Map<number, ToldLoss[]> {
  const groups = new Map<number, ToldLoss[]>();
  for (const loss of losses) {
    if (!isMeant(loss)) continue;
    const group = groups.get(loss.change.at) ?? [];
    group.push(loss);
    groups.set(loss.change.at, group);
  }
  return groups;
}

function eventId(what: string, began: number): string {
  return `${what}-${new Date(began).toISOString().slice(0, 10)}`;
}
