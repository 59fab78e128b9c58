import { type ComparedPull, isWaiting } from './compared-pull.ts';
import type { RosterRow } from './model.ts';
import { isConfirmed, isSecondLook } from './patience.ts';
import { LEAST_OF_A_SERVER, serverOf } from './servers.ts';
import { isImplausibleDrop, type Signal } from './states.ts';
import { proofOf } from './verdicts.ts';
import { isBorneOut, isDoubtful, isMass, wavesOf } from './waves.ts';

/**
 * What a pull says of everybody whom it did not list: first one by one, then together. Many who went at once are not so
 * many single people: newly and unproven they are held, borne out by a second look they are confirmed as one. While a
 * network flickers (many of the last pull are back, and many others are gone) nobody's absence is confirmed.
 */
export function absentSignals(pull: ComparedPull): ReadonlyMap<string, Signal> {
  const signals = new Map(pull.unseen.map((row) => [row.id, absentSignal(row, pull)]));
  confirmServers(signals, pull);
  const suddenly = pull.unseen.filter((row) => row.state === 'present' && isUnproven(signals.get(row.id), pull));
  settleWaves(signals, pull, suddenly.length);
  if (isImplausibleDrop(suddenly.length, pull.expected)) {
    for (const row of suddenly) signals.set(row.id, 'in-drop');
  }
  return signals;
}

/** An export proves each absence by itself, but not that it is the whole export: so many at once wait like any drop. */
function isUnproven(signal: Signal | undefined, pull: ComparedPull): boolean {
  return signal === 'absent' || signal === 'unanswered' || (signal === 'proven' && isExport(pull));
}

/** A whole list that its owner gives needs no second look. */
const isExport = (pull: ComparedPull): boolean =>
  (pull.kind === 'members' || pull.isGiven === true) && pull.needsSecondLook !== true;

function absentSignal(row: RosterRow, pull: ComparedPull): Signal {
  const finding = pull.findings.get(row.id);
  const proof = finding === undefined ? undefined : proofOf(pull.kind, finding);
  if (proof?.is === 'left') return 'proven';
  if (proof?.is === 'still-there') return 'still-there';
  if (row.state === 'hidden' && !isExport(pull) && finding?.account !== 'active') return 'unanswered';
  const isConfirmedNow = isWaiting(row) && isConfirmed(row, pull.at, pull.pull, finding?.isDoubted);
  if (isExport(pull)) return row.state === 'held' && !isConfirmedNow ? 'absent' : 'proven';
  if (pull.canVerify && finding === undefined) return 'unanswered';
  return isConfirmedNow ? 'confirmed' : 'absent';
}

/** Where everybody of a server went at once, it was no habit of anybody's: comers and goers among them wait no longer. */
function confirmServers(signals: Map<string, Signal>, pull: ComparedPull): void {
  for (const [server, rows] of byServer(pull.unseen)) {
    if (pull.silentServers?.has(server) !== true) continue;
    const last = Math.max(...rows.map((row) => row.absentAtPull ?? pull.pull));
    const together = rows.filter((row) => isWaiting(row) && row.absentAtPull === last);
    if (together.length >= LEAST_OF_A_SERVER) confirm(signals, together, pull);
  }
}

function byServer(rows: readonly RosterRow[]): Map<string, RosterRow[]> {
  const servers = new Map<string, RosterRow[]>();
  for (const row of rows) {
    const server = serverOf(row.id);
    if (server === undefined) continue;
    const people = servers.get(server) ?? [];
    people.push(row);
    servers.set(server, people);
  }
  return servers;
}

function settleWaves(signals: Map<string, Signal>, pull: ComparedPull, suddenly: number): void {
  const missedShare = suddenly / Math.max(1, presentBefore(pull));
  const waves = [...wavesOf(pull, signals).values()].map((wave) => {
    const size = wave.gone.length + wave.back;
    return { ...wave, size, isMany: isDoubtful(size, pull.expected), isBorneOut: isBorneOut(wave, missedShare) };
  });
  const isPullDoubtful = isDoubtful(suddenly, pull.expected);
  // Many came back and many others went: the network flickers, and who is not listed now may be listed next time.
  const isFlicker = isPullDoubtful && waves.some((wave) => wave.isMany && !wave.isBorneOut);
  for (const { gone, size, ...wave } of waves) {
    if (wave.isMany && wave.isBorneOut) {
      if (isMass(size, pull.expected)) confirm(signals, gone, pull);
      continue;
    }
    // Of a held drop even the last few began in a pull that may have been partial.
    const doubted = gone.filter((row) => isFlicker || (isPullDoubtful && row.state === 'held'));
    for (const row of doubted) if (isBareAbsence(signals.get(row.id), pull)) signals.set(row.id, 'absent');
  }
}

/** Whether nothing but lists speaks for the loss. */
function isBareAbsence(signal: Signal | undefined, pull: ComparedPull): boolean {
  return signal === 'confirmed' || isExport(pull);
}

/** How many were there until this pull: everybody expected but those who were away already. */
function presentBefore({ expected, unseen, seen }: ComparedPull): number {
  const rows = [...unseen, ...seen.map(({ row }) => row)];
  return expected - rows.filter(({ state }) => state !== 'present' && state !== 'lost').length;
}

function confirm(signals: Map<string, Signal>, rows: readonly RosterRow[], pull: ComparedPull): void {
  for (const row of rows) {
    // A list that is cut at the same place each time looks like a mass loss.
    if (pull.findings.get(row.id)?.isDoubted === true) continue;
    if (signals.get(row.id) === 'absent' && isSecondLook(row, pull.at, pull.pull)) signals.set(row.id, 'confirmed');
  }
}
