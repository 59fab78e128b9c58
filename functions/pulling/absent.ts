import type { AbsentPeople, AbsentPerson, BackPerson } from '../core/absent-people.ts';
import type { RosterRow } from '../core/model.ts';
import type { Roster } from '../roster/roster.ts';
import type { FinishedWalk } from './settle.ts';

/** What of a row the rules ask of those who are not simply present. */
interface Waiting {
  readonly slots: Uint32Array;
  readonly since: Float64Array;
  /** -1 where there is none. */
  readonly absentAtPull: Int32Array;
  readonly returns: Uint16Array;
}

/**
 * Everybody whom a roster expected and a walk did not list, in the order of slots, without their rows: of a large audience
 * that loses many at once those would not fit into memory. Who waits already is read once for what the rules ask of them.
 */
export class Absent implements AbsentPeople {
  readonly slots: Uint32Array;
  /** Everybody who waited and is listed again. */
  readonly back: Iterable<BackPerson>;
  private readonly roster: Roster;
  private readonly waiting: Waiting;

  private constructor(roster: Roster, slots: Uint32Array, waiting: Waiting, back: Iterable<BackPerson>) {
    this.roster = roster;
    this.slots = slots;
    this.waiting = waiting;
    this.back = back;
  }

  /** @param walk at its end, and past the gate. @throws CorruptRosterError */
  static async of({ roster, comparison }: Pick<FinishedWalk, 'roster' | 'comparison'>): Promise<Absent> {
    roster.letPrintsGo();
    const slots = collected(comparison.unseenSlots(), roster.size);
    const isAway = (slot: number): boolean => roster.stateAt(slot) !== 'present';
    const ofAbsent = slots.filter(isAway);
    const waiting: Waiting = {
      slots: ofAbsent,
      since: new Float64Array(ofAbsent.length),
      absentAtPull: new Int32Array(ofAbsent.length),
      returns: new Uint16Array(ofAbsent.length),
    };
    const away = new Groups();
    const wanted = collected(waitingSlots(roster), roster.size);
    for await (const rows of wanted.length === 0 ? [] : roster.eachOf(wanted)) {
      for (const { slot, row } of rows) {
        if (comparison.isSeen(slot)) {
          away.add(row);
          continue;
        }
        const n = placeIn(ofAbsent, slot);
        waiting.since[n] = row.stateAt;
        waiting.absentAtPull[n] = row.absentAtPull ?? -1;
        waiting.returns[n] = Math.min(row.returns, 0xffff);
      }
    }
    return new Absent(roster, slots, waiting, away);
  }

  get length(): number {
    return this.slots.length;
  }

  /** Number of somebody in a slot; they are among them. */
  numberOf(slot: number): number {
    return placeIn(this.slots, slot);
  }

  *[Symbol.iterator](): Generator<AbsentPerson> {
    const { roster, slots, waiting } = this;
    let next = 0;
    for (const slot of slots) {
      const id = roster.idAt(slot);
      if (waiting.slots[next] !== slot) {
        yield { id, state: 'present', stateAt: 0, returns: 0 };
        continue;
      }
      const absentAtPull = waiting.absentAtPull[next] ?? -1;
      yield {
        id,
        state: roster.stateAt(slot),
        stateAt: waiting.since[next] ?? 0,
        returns: waiting.returns[next] ?? 0,
        ...(absentAtPull === -1 ? {} : { absentAtPull }),
      };
      next += 1;
    }
  }

  /** Rows of those who wait longest, then of the others, at most so many. @throws CorruptRosterError */
  async longestWaiting(most: number): Promise<readonly RosterRow[]> {
    const { slots, waiting } = this;
    const { length } = waiting.slots;
    const order = Float64Array.from(waiting.absentAtPull, (pull, n) => pull * length + n);
    // By pull and, of one pull, in order; those without one are as good as present.
    const dated = order.filter((_, n) => waiting.absentAtPull[n] !== -1).sort();
    const chosen = Array.from(dated.subarray(0, most), (one) => waiting.slots[one % length] ?? 0);
    let next = 0;
    for (const slot of slots) {
      if (chosen.length >= most) break;
      const isWaiting = waiting.slots[next] === slot;
      if (!isWaiting || waiting.absentAtPull[next] === -1) chosen.push(slot);
      if (isWaiting) next += 1;
    }
    return this.rowsOf(chosen);
  }

  /** Rows of the first whose full profile was never looked up. @throws CorruptRosterError */
  async notLookedUp(most: number): Promise<readonly RosterRow[]> {
    const chosen: number[] = [];
    for (const slot of this.slots) {
      if (chosen.length >= most) break;
      if (!this.roster.wasLookedUp(slot)) chosen.push(slot);
    }
    return this.rowsOf(chosen);
  }

  private async rowsOf(slots: readonly number[]): Promise<readonly RosterRow[]> {
    return slots.length === 0 ? [] : this.roster.rowsOf(slots);
  }
}

/** How many there are of each kind that the rules tell apart. */
class Groups implements Iterable<BackPerson> {
  private readonly counts = new Map<string, { readonly one: BackPerson; count: number }>();

  add({ state, absentAtPull }: BackPerson): void {
    const kind = `${state} ${absentAtPull}`;
    const one: BackPerson = { state, ...(absentAtPull === undefined ? {} : { absentAtPull }) };
    const group = this.counts.get(kind) ?? { one, count: 0 };
    group.count += 1;
    this.counts.set(kind, group);
  }

  *[Symbol.iterator](): Generator<BackPerson> {
    for (const { one, count } of this.counts.values()) for (let n = 0; n < count; n += 1) yield one;
  }
}

function* waitingSlots(roster: Roster): Generator<number> {
  for (const { slot, state } of roster.away()) if (state !== 'lost') yield slot;
}

/** Numbers that go up, of which there are at most so many. */
function collected(slots: Iterable<number>, most: number): Uint32Array {
  let room = new Uint32Array(Math.min(most, 1_024));
  let count = 0;
  for (const slot of slots) {
    if (count === room.length) {
      const larger = new Uint32Array(Math.min(most, Math.ceil(count * 1.5) + 1));
      larger.set(room);
      room = larger;
    }
    room[count++] = slot;
  }
  return room.subarray(0, count);
}

/** Where a number is among others, which go up. */
function placeIn(slots: Uint32Array, slot: number): number {
  let first = 0;
  let end = slots.length;
  while (first < end) {
    const middle = (first + end) >>> 1;
    if ((slots[middle] ?? 0) < slot) first = middle + 1;
    else end = middle;
  }
  return first;
}
