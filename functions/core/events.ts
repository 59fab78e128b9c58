import type { AbsentPeople, AbsentPerson } from './absent-people.ts';
import { isWaiting, type PullInParts } from './compared-pull.ts';
import type { PersonState, Verdict } from './model.ts';
import { LEAST_OF_A_SERVER, serverOf } from './servers.ts';
import { isMass, LEAST_OF_A_WAVE } from './waves.ts';

/** What becomes of somebody who was not listed: their loss is told, they go on under another id, or they stay expected. */
export interface Fate {
  /** When they left, if this pull tells them as lost. */
  readonly leftAt: number;
  readonly verdict: Verdict;
  /** State until now. */
  readonly state: PersonState;
  /** Whether the network's own word proves it, rather than lists alone. */
  readonly isProven: boolean;
}

const TOLD = 1;
const MOVED = 2;
const WAS_HELD = 4;
const IS_ENDED = 8;
const IS_UNEXPLAINED = 16;

/** How accounts end that a network takes down, or that end by themselves. */
const ENDED: ReadonlySet<Verdict> = new Set(['suspended', 'gone', 'deleted', 'deactivated']);

/** So many ended accounts at once, and more than this share of the audience, are a purge; a few end every week. */
const MOST_ENDED = 5;
const MOST_ENDED_SHARE = 0.01;

/** What becomes of each who was not listed, by number, as far as events are about it: nine bytes each. */
export class Fates {
  private readonly traits: Uint8Array;
  private readonly times: Float64Array;

  constructor(length: number) {
    this.traits = new Uint8Array(length);
    this.times = new Float64Array(length);
  }

  get length(): number {
    return this.traits.length;
  }

  setLost(number: number, { leftAt, verdict, state, isProven }: Fate): void {
    // Whoever was held was held as part of a drop, whatever the network says later.
    const isUnexplained = state === 'held' || !isProven;
    this.traits[number] =
      TOLD |
      (state === 'held' ? WAS_HELD : 0) |
      (ENDED.has(verdict) ? IS_ENDED : 0) |
      (isUnexplained ? IS_UNEXPLAINED : 0);
    this.times[number] = leftAt;
  }

  setMoved(number: number): void {
    this.traits[number] = MOVED;
  }

  has(number: number, trait: number): boolean {
    return ((this.traits[number] ?? 0) & trait) !== 0;
  }

  /** Of whose loss is told. */
  leftAt(number: number): number {
    return this.times[number] ?? 0;
  }
}

/** Which event somebody's loss is part of, by number. */
export class Events {
  private readonly names: string[] = [];
  private readonly places: Uint32Array;

  constructor(length: number) {
    this.places = new Uint32Array(length);
  }

  /** Undefined for whoever left alone. */
  at(number: number): string | undefined {
    return this.names[(this.places[number] ?? 0) - 1];
  }

  /** A new event. @returns its number */
  begin(name: string): number {
    return this.names.push(name);
  }

  put(number: number, event: number): void {
    this.places[number] = event;
  }
}

/**
 * Names mass losses: losses of one event share an id, which says what it was and when it began. What one cause explains
 * is not told by another: a server first, then a purge, then what nothing explains.
 * @param fates of everybody in `people`, by number
 */
export function eventsOf(
  people: AbsentPeople,
  fates: Fates,
  pull: Pick<PullInParts, 'kind' | 'at' | 'expected' | 'silentServers'>,
): Events {
  const events = new Events(fates.length);
  nameServers(events, people, fates, pull);
  nameBeginnings(events, fates, IS_ENDED, ({ count, began }) =>
    count > Math.max(MOST_ENDED, pull.expected * MOST_ENDED_SHARE) ? eventId('purge', began) : undefined,
  );
  nameBeginnings(events, fates, IS_UNEXPLAINED, ({ count, began, hasHeld }) => {
    const isDrop = hasHeld && count >= LEAST_OF_A_WAVE;
    return isDrop || isMass(count, pull.expected) ? eventId('drop', began) : undefined;
  });
  return events;
}

/** A server whose people are gone, and how: with the last of them, and whether nobody is left. */
interface Silence {
  last: number;
  together: number;
  isWhole: boolean;
  event: number;
}

/** Servers whose people all went at once, with nobody of them left. Only followers' ids are on servers of their own. */
function nameServers(
  events: Events,
  people: AbsentPeople,
  fates: Fates,
  { kind, at, silentServers }: Pick<PullInParts, 'kind' | 'at' | 'silentServers'>,
): void {
  if (kind !== 'followers' || silentServers === undefined || silentServers.size === 0) return;
  const silences = new Map<string, Silence>();
  for (const server of silentServers) {
    silences.set(server, { last: Number.NEGATIVE_INFINITY, together: 0, isWhole: true, event: 0 });
  }
  const eachOf = (look: (silence: Silence, person: AbsentPerson, number: number) => void): void => {
    let number = 0;
    for (const person of people) {
      const silence = silences.get(serverOf(person.id) ?? '');
      if (silence !== undefined) look(silence, person, number);
      number += 1;
    }
  };
  eachOf((silence, _, number) => {
    if (fates.has(number, TOLD)) silence.last = Math.max(silence.last, fates.leftAt(number));
  });
  eachOf((silence, person, number) => {
    if (fates.has(number, TOLD)) silence.together += fates.leftAt(number) === silence.last ? 1 : 0;
    // Somebody who stayed longer, or is in the audience by the network's word, shows that the server was still there.
    else if (!fates.has(number, MOVED) && absentSince(person, at) > silence.last) silence.isWhole = false;
  });
  for (const [server, silence] of silences) {
    if (!silence.isWhole || silence.together < LEAST_OF_A_SERVER) continue;
    silence.event = events.begin(eventId(`server-${server}`, silence.last));
  }
  eachOf((silence, _, number) => {
    const isPart = fates.has(number, TOLD) && fates.leftAt(number) === silence.last;
    if (isPart && silence.event > 0) events.put(number, silence.event);
  });
}

/** When the absence of somebody not listed at `at` began; never, for somebody who is only hidden. */
function absentSince(person: AbsentPerson, at: number): number {
  if (person.state === 'present') return at;
  return isWaiting(person) ? person.stateAt : Number.POSITIVE_INFINITY;
}

/** Losses of one kind that the same pull first showed. */
interface Beginning {
  readonly began: number;
  count: number;
  hasHeld: boolean;
}

/** Names those whom no event explains yet, by when they left. */
function nameBeginnings(
  events: Events,
  fates: Fates,
  trait: number,
  nameOf: (beginning: Beginning) => string | undefined,
): void {
  const beginnings = new Map<number, Beginning>();
  const isMeant = (number: number): boolean => fates.has(number, trait) && events.at(number) === undefined;
  for (let number = 0; number < fates.length; number += 1) {
    if (!isMeant(number)) continue;
    const began = fates.leftAt(number);
    const beginning = beginnings.get(began) ?? { began, count: 0, hasHeld: false };
    beginning.count += 1;
    if (fates.has(number, WAS_HELD)) beginning.hasHeld = true;
    beginnings.set(began, beginning);
  }
  const named = new Map<number, number>();
  for (const beginning of beginnings.values()) {
    const name = nameOf(beginning);
    if (name !== undefined) named.set(beginning.began, events.begin(name));
  }
  for (let number = 0; named.size > 0 && number < fates.length; number += 1) {
    const event = isMeant(number) ? named.get(fates.leftAt(number)) : undefined;
    if (event !== undefined) events.put(number, event);
  }
}

function eventId(what: string, began: number): string {
  return `${what}-${new Date(began).toISOString().slice(0, 10)}`;
}
