import * as z from 'zod';
import type { ListedPerson, Profile } from '../core/model.ts';
import { SeriesFormatError } from './errors.ts';
import { type Line, readLines } from './lines.ts';

/** One list of a recorded series: everybody who was on it at that time. */
export interface Snapshot {
  /** The time as the file writes it. */
  readonly t: string;
  /** The same, epoch ms. */
  readonly at: number;
  /** In no particular order; whoever was listed twice comes twice. */
  readonly people: readonly ListedPerson[];
}

const LONGEST_ID = 2_048;
/** A Map ends at 16.7 million entries. */
const MOST_PEOPLE = 10_000_000;

const id = z.string().min(1).max(LONGEST_ID);
const ids = z.array(id).max(MOST_PEOPLE);
const lineSchema = z.object({
  t: z.union([z.iso.datetime({ offset: true }), z.iso.date()]),
  ids: ids.optional(),
  add: ids.optional(),
  del: ids.optional(),
  dup: ids.optional(),
});
type SeriesLine = z.output<typeof lineSchema>;

/**
 * Reads a recorded series: one JSON object a line, `{t, ids}` with a whole list or `{t, add, del}` against the line
 * before, either with `dup`, the ids that were listed twice. The first line is a whole list. Packed with gzip or not.
 * @throws SeriesFormatError naming the line
 */
export async function* readSeries(source: AsyncIterable<Uint8Array>): AsyncGenerator<Snapshot> {
  const list = new RecordedList();
  let before: Snapshot | undefined;
  for await (const line of readLines(source)) {
    const snapshot = list.next(parseLine(line), line.number);
    if (before !== undefined && snapshot.at < before.at) {
      const problem = `its time ${snapshot.t} is before ${before.t} of the line before, expected snapshots in order`;
      throw new SeriesFormatError(`line ${line.number}`, problem);
    }
    yield snapshot;
    before = snapshot;
  }
  if (before === undefined) throw new SeriesFormatError('line 1', 'the file has no snapshot');
}

/** Somebody who was on the list at some time, and their place in it. */
interface Recorded {
  readonly person: ListedPerson;
  readonly place: number;
}

/** The list as the lines so far leave it. Each person is one object throughout, so that nothing is looked at twice. */
class RecordedList {
  private readonly everybody = new Map<string, Recorded>();
  /** In order of first appearance; the places of those who are not on the list now are empty. */
  private readonly list: (ListedPerson | undefined)[] = [];
  private isBegun = false;

  next({ t, ids: whole, add = [], del = [], dup = [] }: SeriesLine, number: number): Snapshot {
    const where = `line ${number}`;
    if (whole === undefined && !this.isBegun) {
      throw new SeriesFormatError(where, 'found no "ids", expected the first line to hold a whole list');
    }
    this.isBegun = true;
    const at = Date.parse(t);
    if (whole !== undefined) {
      this.list.fill(undefined);
      const listed = whole.map((one) => this.put(one, where));
      return { t, at, people: listed.concat(this.find(dup, 'dup', where).map(({ person }) => person)) };
    }
    for (const { place } of this.find(del, 'del', where)) this.list[place] = undefined;
    const twice = add.filter((one) => this.isOn(this.everybody.get(one)));
    for (const one of add) this.put(one, where);
    const people = this.list.filter((one) => one !== undefined);
    for (const { person } of this.find([...twice, ...dup], 'dup', where)) people.push(person);
    return { t, at, people };
  }

  /** Puts somebody on the list, where they may be already. */
  private put(one: string, where: string): ListedPerson {
    const known = this.everybody.get(one);
    if (known !== undefined) {
      this.list[known.place] = known.person;
      return known.person;
    }
    if (this.list.length === MOST_PEOPLE) {
      throw new SeriesFormatError(where, `found more than ${MOST_PEOPLE} different people, expected fewer in one file`);
    }
    const person = { id: one, profile: profileOf(one) };
    this.everybody.set(one, { person, place: this.list.length });
    this.list.push(person);
    return person;
  }

  private isOn(known: Recorded | undefined): known is Recorded {
    return known !== undefined && this.list[known.place] !== undefined;
  }

  private find(some: readonly string[], field: string, where: string): Recorded[] {
    return some.map((one) => {
      const known = this.everybody.get(one);
      if (this.isOn(known)) return known;
      throw new SeriesFormatError(where, `"${field}" names ${shown(one)}, who is not on the list`);
    });
  }
}

function profileOf(one: string): Profile {
  return { handle: one, url: /^https?:\/\//.test(one) ? one : '' };
}

function parseLine({ number, text }: Line): SeriesLine {
  const where = `line ${number}`;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new SeriesFormatError(where, `found ${shown(text)}, expected a JSON object`, { cause: error });
  }
  const parsed = lineSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = (issue?.path ?? []).map((part) => (typeof part === 'number' ? `[${part}]` : String(part))).join('');
  if (field === 't') {
    throw new SeriesFormatError(
      where,
      '"t" is no time, expected ISO 8601 with its offset, such as 2026-11-16T08:00:00Z',
    );
  }
  if (field === '')
    throw new SeriesFormatError(where, `found ${shown(text)}, expected {"t", "ids"} or {"t", "add", "del"}`);
  const expected = `an array of ids, each a text of 1 to ${LONGEST_ID} characters`;
  throw new SeriesFormatError(where, `"${field}" is wrong, expected ${expected}`);
}

/** A value as a message shows it: short, on one line. */
function shown(value: string): string {
  const text = JSON.stringify(value.slice(0, 60));
  return value.length > 60 ? `${text.slice(0, -1)}..."` : text;
}
