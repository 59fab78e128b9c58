import { type Profile, type RosterRow, VERDICTS } from '../core/model.ts';
import { AddressBeginning } from './address-beginning.ts';
import { ByteWriter } from './bytes.ts';
import { NumberColumn, TextColumn } from './column-buffers.ts';

/**
 * Everything of a row but what its index holds (id and state), column by column. Absent is not empty: what a row lacks
 * comes back lacking.
 */
export const NUMBERS = [
  'stateAt',
  'firstSeenAt',
  'absentAtPull',
  'returns',
  'losses',
  'toldAt',
  'toldAtPull',
  'since',
  'hydratedAt',
] as const satisfies readonly (keyof RosterRow)[];
export const TEXTS = [
  'handle',
  'url',
  'name',
  'bio',
  'location',
  'avatar',
  'organisation',
] as const satisfies readonly (keyof Profile)[];
export const FLAGS = ['isProtected', 'isMemorial', 'isBot'] as const satisfies readonly (keyof Profile)[];

/** Collects rows as columns. */
export class RowColumns {
  private readonly numbers = NUMBERS.map(() => new NumberColumn());
  private readonly verdict = new NumberColumn();
  private readonly texts = TEXTS.map(() => new TextColumn());
  private readonly reach = new NumberColumn();
  private readonly links = new TextColumn();
  private readonly flags = FLAGS.map(() => new NumberColumn());
  private readonly verified = new TextColumn();
  private readonly addresses = new AddressBeginning();

  add(row: RosterRow): void {
    const { profile, verdict } = row;
    for (let n = 0; n < NUMBERS.length; n += 1) this.numbers[n]?.push(row[NUMBERS[n] ?? 'stateAt']);
    this.verdict.push(verdict === undefined ? undefined : VERDICTS.indexOf(verdict));
    const url = this.addresses.stored(profile);
    for (let n = 0; n < TEXTS.length; n += 1) {
      const field = TEXTS[n] ?? 'handle';
      this.texts[n]?.push(field === 'url' ? url : profile[field]);
    }
    this.reach.push(profile.reach);
    this.links.push(linksText(profile.links));
    for (let n = 0; n < FLAGS.length; n += 1) this.flags[n]?.push(flagOf(profile[FLAGS[n] ?? 'isBot']));
    this.verified.push(linksText(profile.verifiedLinks));
  }

  /** All columns in bytes, to be used before others are written; then it is empty. */
  flush(): Uint8Array {
    const writer = new ByteWriter();
    for (const column of this.numbers) column.flush(writer);
    this.verdict.flush(writer);
    for (const column of this.texts) column.flush(writer);
    this.reach.flush(writer);
    this.links.flush(writer);
    for (const column of this.flags) column.flush(writer);
    // These came later, so they stand last, and only where there are some: what was written before reads as it did.
    const beginning = this.addresses.flush();
    if (this.verified.isEmpty && beginning === undefined) this.verified.clear();
    else this.verified.flush(writer);
    if (beginning !== undefined) writer.texts([beginning]);
    return writer.result();
  }
}

const linksText = (links: readonly string[] | undefined): string | undefined =>
  links === undefined ? undefined : JSON.stringify(links);
const flagOf = (flag: boolean | undefined): number | undefined => (flag === undefined ? undefined : Number(flag));
