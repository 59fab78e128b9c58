import type { AbsentPerson } from './absent-people.ts';
import { isWaiting, type PullInParts } from './compared-pull.ts';
import { isConfirmed, isSecondLook } from './patience.ts';
import { LEAST_OF_A_SERVER, serverOf } from './servers.ts';
import { Signals } from './signals.ts';
import { isImplausibleDrop, type Signal } from './states.ts';
import { proofOf } from './verdicts.ts';
import { isBorneOut, isDoubtful, isMass, sizeOf, wavesOf } from './waves.ts';

/**
 * What a pull says of everybody whom it did not list, by number: first one by one, then together. Many who went at once are
 * not so many single people: newly and unproven they are held, borne out by a second look they are confirmed as one. While
 * a network flickers (many of the last pull are back, and many others are gone) nobody's absence is confirmed.
 */
export function absentSignals(pull: PullInParts): Signals {
  const signals = new Signals(pull.unseen.length);
  eachOf(pull, (person, number) => signals.set(number, absentSignal(person, pull)));
  confirmServers(signals, pull);
  const isSudden = ({ state }: AbsentPerson, number: number): boolean =>
    state === 'present' && isUnproven(signals.at(number), pull);
  let suddenly = 0;
  eachOf(pull, (person, number) => {
    if (isSudden(person, number)) suddenly += 1;
  });
  settleWaves(signals, pull, suddenly);
  if (isImplausibleDrop(suddenly, pull.expected)) {
    eachOf(pull, (person, number) => {
      if (isSudden(person, number)) signals.set(number, 'in-drop');
    });
  }
  return signals;
}

function eachOf({ unseen }: Pick<PullInParts, 'unseen'>, look: (person: AbsentPerson, number: number) => void): void {
  let number = 0;
  for (const person of unseen) look(person, number++);
}

/** An export proves each absence by itself, but not that it is the whole export: so many at once wait like any drop. */
function isUnproven(signal: Signal, pull: PullInParts): boolean {
  return signal === 'absent' || signal === 'unanswered' || (signal === 'proven' && isExport(pull));
}

/** A whole list that its owner gives needs no second look. */
const isExport = (pull: PullInParts): boolean =>
  (pull.kind === 'members' || pull.isGiven === true) && pull.needsSecondLook !== true;

function absentSignal(person: AbsentPerson, pull: PullInParts): Signal {
  const finding = pull.findings.get(person.id);
  const proof = finding === undefined ? undefined : proofOf(pull.kind, finding);
  if (proof?.is === 'left') return 'proven';
  if (proof?.is === 'still-there') return 'still-there';
  if (person.state === 'hidden' && !isExport(pull) && finding?.account !== 'active') return 'unanswered';
  const isConfirmedNow = isWaiting(person) && isConfirmed(person, pull.at, pull.pull, finding?.isDoubted);
  if (isExport(pull)) return person.state === 'held' && !isConfirmedNow ? 'absent' : 'proven';
  if (pull.canVerify && finding === undefined) return 'unanswered';
  return isConfirmedNow ? 'confirmed' : 'absent';
}

/** Where everybody of a server went at once, it was no habit of anybody's: comers and goers among them wait no longer. */
function confirmServers(signals: Signals, pull: PullInParts): void {
  const { silentServers } = pull;
  if (silentServers === undefined || silentServers.size === 0) return;
  /** With which pull the last of each server went, and how many did with that. */
  const servers = new Map<string, { last: number; together: number }>();
  const serverOfSilent = ({ id }: AbsentPerson): string | undefined => {
    const server = serverOf(id);
    return server !== undefined && silentServers.has(server) ? server : undefined;
  };
  for (const person of pull.unseen) {
    const server = serverOfSilent(person);
    if (server === undefined) continue;
    const absentAt = person.absentAtPull ?? pull.pull;
    servers.set(server, { last: Math.max(servers.get(server)?.last ?? absentAt, absentAt), together: 0 });
  }
  const lastOf = (person: AbsentPerson): { last: number; together: number } | undefined => {
    const server = isWaiting(person) ? serverOfSilent(person) : undefined;
    const went = server === undefined ? undefined : servers.get(server);
    return went?.last === person.absentAtPull ? went : undefined;
  };
  for (const person of pull.unseen) {
    const went = lastOf(person);
    if (went !== undefined) went.together += 1;
  }
  eachOf(pull, (person, number) => {
    if ((lastOf(person)?.together ?? 0) >= LEAST_OF_A_SERVER) confirm(signals, person, number, pull);
  });
}

function settleWaves(signals: Signals, pull: PullInParts, suddenly: number): void {
  const missedShare = suddenly / Math.max(1, presentBefore(pull));
  const waves = wavesOf(pull, signals);
  const isMany = (wave: Parameters<typeof sizeOf>[0]): boolean => isDoubtful(sizeOf(wave), pull.expected);
  const isPullDoubtful = isDoubtful(suddenly, pull.expected);
  // Many came back and many others went: the network flickers, and who is not listed now may be listed next time.
  const isFlicker =
    isPullDoubtful && [...waves.values()].some((wave) => isMany(wave) && !isBorneOut(wave, missedShare));
  eachOf(pull, (person, number) => {
    const signal = signals.at(number);
    const wave = isWaiting(person) && signal !== 'still-there' ? waves.get(person.absentAtPull ?? NaN) : undefined;
    if (wave === undefined) return;
    if (isMany(wave) && isBorneOut(wave, missedShare)) {
      if (isMass(sizeOf(wave), pull.expected)) confirm(signals, person, number, pull);
      return;
    }
    // Of a held drop even the last few began in a pull that may have been partial.
    const isDoubted = isFlicker || (isPullDoubtful && person.state === 'held');
    if (isDoubted && isBareAbsence(signal, pull)) signals.set(number, 'absent');
  });
}

/** Whether nothing but lists speaks for the loss. */
function isBareAbsence(signal: Signal, pull: PullInParts): boolean {
  return signal === 'confirmed' || isExport(pull);
}

/** How many were there until this pull: everybody expected but those who were away already. */
function presentBefore({ expected, unseen, back }: PullInParts): number {
  let away = 0;
  for (const people of [unseen, back]) {
    for (const { state } of people) if (state !== 'present' && state !== 'lost') away += 1;
  }
  return expected - away;
}

function confirm(signals: Signals, person: AbsentPerson, number: number, pull: PullInParts): void {
  if (signals.at(number) !== 'absent' || !isSecondLook(person, pull.at, pull.pull)) return;
  // A list that is cut at the same place each time looks like a mass loss.
  if (pull.findings.get(person.id)?.isDoubted !== true) signals.set(number, 'confirmed');
}
