import type { ListedRows } from '../core/listed-rows.ts';
import type { ListedPerson, RosterRow } from '../core/model.ts';
import { freshRow } from '../core/new-baseline.ts';
import type { Db } from '../storage/db.ts';
import type { Claim } from '../storage/heads.ts';
import type { Head } from '../storage/items.ts';
import { BaseWriter, type BegunBase } from './base-writer.ts';
import { Checksum } from './checksum.ts';
import { cleanPerson } from './clean.ts';
import { Comparison } from './comparison.ts';
import { ListedIds } from './listed-ids.ts';
import type { Roster } from './roster.ts';
import { withRowPrint } from './row-print.ts';
import { MOST_ROWS } from './segment.ts';

/**
 * Newcomers who stay in memory until the end, the first that are listed: their profiles may still be looked up. An
 * audience that is no larger is one item or two.
 */
const MOST_HELD = MOST_ROWS;
/** Segments that are announced at a time. */
const AHEAD = 8;

/** What holds for all rows of a first walk. */
export interface FirstFacts {
  /** When it began, epoch ms of the calendar: since then its people are known. */
  readonly at: number;
  readonly listsFullProfiles: boolean;
}

/** What of a first walk lies in the table. */
export interface FirstWritten extends FirstFacts, BegunBase {
  readonly people: number;
  readonly checksum: string;
}

/** Whether nobody is in the roster and nobody was told anything that is not readable yet: a walk would be the first. */
export function isFirst(head: Head, roster: Roster): boolean {
  return roster.size === 0 && head.baselineAt === undefined && head.projectedVersion === head.version;
}

/**
 * A walk over an audience of whom nobody is known yet. There is nothing to compare: whoever is listed goes into segments
 * of a base as they are read, and only their ids stay in memory. The base is nobody's until `commitFirst`.
 */
export class FirstComparison extends Comparison {
  private readonly facts: FirstFacts;
  private readonly writer: BaseWriter;
  private readonly ids = new ListedIds();
  private readonly checksum: Checksum;
  private readonly held: ListedPerson[] = [];
  /** Listed and not written yet. */
  private queued: ListedPerson[] = [];
  private written: number;
  private doubled = 0;

  /** @param begun what an earlier claim has written; whose ids come through {@link FirstComparison.know} */
  constructor(db: Db, claim: Claim, roster: Roster, facts: FirstFacts, begun?: FirstWritten) {
    super(roster);
    this.facts = facts;
    this.writer = new BaseWriter(db, claim, roster.version + 1, { ahead: AHEAD, ...(begun && { begun }) });
    this.written = begun?.people ?? 0;
    this.checksum = new Checksum(begun?.checksum);
  }

  /** Nobody is known yet, and whoever is read as bytes now will be by the next walk. */
  override get wantsRows(): boolean {
    return true;
  }

  override seeRows(rows: ListedRows, isWanted: (id: string) => boolean = () => true): void {
    const people: ListedPerson[] = [];
    for (let row = 0; row < rows.length; row += 1) {
      const person = rows.personAt(row);
      if (isWanted(person.id)) people.push(withRowPrint(cleanPerson(person), rows.printOf(row)));
    }
    this.see(people);
  }

  override see(people: readonly ListedPerson[]): void {
    this.ids.expect(people.map(({ id }) => id));
    for (const listed of people) {
      const person = cleanPerson(listed);
      if (!this.ids.add(person.id)) this.doubled += 1;
      else if (this.held.length < MOST_HELD) this.held.push(person);
      else this.queued.push(person);
    }
  }

  /** Takes over ids of whom a claim before has written. */
  know(ids: readonly string[]): void {
    this.ids.expect(ids);
    for (const id of ids) this.ids.add(id);
  }

  /** Goes on where a claim before had to stop, once everybody who is written is known. @throws RangeError if some are not */
  goOn(held: readonly ListedPerson[], duplicates: number): void {
    if (this.ids.size !== this.written) throw new RangeError('The base that was begun is not what it was.');
    this.see(held);
    this.doubled = duplicates;
  }

  /** Writes whole segments of whoever waits for it; to be called between pages. */
  async spill(): Promise<void> {
    while (this.queued.length >= MOST_ROWS) await this.write(this.queued.splice(0, MOST_ROWS));
  }

  /** Writes everybody who waits, so that a checkpoint can say where they are. */
  async flush(): Promise<FirstWritten> {
    await this.spill();
    if (this.queued.length > 0) await this.write(this.queued.splice(0));
    return { ...this.facts, ...this.writer.begun, people: this.written, checksum: this.checksum.toString() };
  }

  /**
   * Writes those who were held, as they are known by now, and gives what the head needs.
   * @param rows of everybody in {@link FirstComparison.gained}
   */
  async end(
    rows: readonly RosterRow[],
  ): Promise<Pick<Head, 'counts' | 'checksum'> & Awaited<ReturnType<BaseWriter['end']>>> {
    await this.flush();
    await this.writeRows(rows);
    return {
      ...(await this.writer.end()),
      counts: { present: this.written, missing: 0, held: 0, hidden: 0, lost: 0 },
      checksum: this.checksum.toString(),
    };
  }

  /** Whether there are more than are held, so that it cannot be committed as a delta. */
  get isLarge(): boolean {
    return this.ids.size > this.held.length;
  }

  override get listed(): number {
    return this.ids.size;
  }

  override get duplicates(): number {
    return this.doubled;
  }

  /** The first of those who were listed, {@link MOST_HELD} at most. */
  override gained(): readonly ListedPerson[] {
    return this.held;
  }

  override *gainedBatches(): Generator<readonly ListedPerson[]> {
    yield this.held;
  }

  override toState(): ReturnType<Comparison['toState']> {
    return { ...super.toState(), duplicates: this.doubled, gained: this.held };
  }

  override stateSince(known: Parameters<Comparison['stateSince']>[0]): ReturnType<Comparison['stateSince']> {
    return { ...super.stateSince(known), duplicates: this.doubled, gained: this.held.slice(known.gained) };
  }

  override counts(): ReturnType<Comparison['counts']> {
    return { gained: this.held.length, edited: 0 };
  }

  override letGo(): void {
    super.letGo();
    this.ids.letGo();
    this.held.length = 0;
    this.queued = [];
  }

  private async write(people: readonly ListedPerson[]): Promise<void> {
    await this.writeRows(people.map((person) => freshRow(person, this.facts)));
  }

  private async writeRows(rows: readonly RosterRow[]): Promise<void> {
    await this.writer.write(rows);
    for (const { id, state } of rows) this.checksum.add(id, state);
    this.written += rows.length;
  }
}

/** A comparison that has seen nobody yet. */
export function beginComparison(db: Db, claim: Claim, roster: Roster, facts: FirstFacts): Comparison {
  return isFirst(claim.head, roster) ? new FirstComparison(db, claim, roster, facts) : new Comparison(roster);
}
