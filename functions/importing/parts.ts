import { Buffer } from 'node:buffer';
import * as z from 'zod';
import type { ListedPerson } from '../core/model.ts';
import { ImportError } from '../networks/exports/errors.ts';
import { cleanProfile } from '../networks/profiles.ts';

/** Bytes of JSON that one part may have. */
export const LARGEST_PART = 1_000_000;
/** People of one part. */
export const MOST_IN_PART = 5_000;

/** A person as a list hands them on: what is needed to recognise and show them, and nothing else of the file. */
export const sentPerson = z.strictObject({
  id: z
    .string()
    .min(1)
    .max(500)
    .refine((id) => id.isWellFormed() && !/\p{Cc}/u.test(id), 'expected at most 500 printable characters'),
  handle: z.string().min(1).max(320),
  url: z.string().max(2_000).optional(),
  name: z.string().max(1_000).optional(),
  bio: z.string().max(20_000).optional(),
  location: z.string().max(1_000).optional(),
  organisation: z.string().max(1_000).optional(),
  links: z.array(z.string().max(2_000)).max(20).optional(),
  avatar: z.string().max(2_000).optional(),
  reach: z.int().min(0).optional(),
  /** When they followed, joined or connected, epoch ms. */
  since: z.int().optional(),
});
export type SentPerson = z.output<typeof sentPerson>;

/** A person as they are sent. */
export function toSent({ id, profile, since }: ListedPerson): SentPerson {
  const { handle, url, name, bio, location, organisation, links, avatar, reach } = profile;
  return {
    ...{ id, handle, url: url === '' ? undefined : url, name, bio, location, organisation, avatar, reach, since },
    ...(links === undefined ? {} : { links: [...links] }),
  };
}

/** A person as they came, cleaned like anybody from a network. */
export function fromSent({ id, since, handle, ...sent }: SentPerson): ListedPerson {
  const { url, name, bio, location, organisation, links, avatar, reach } = sent;
  const profile = cleanProfile({
    ...{ handle, url, fallbackUrl: '', name, bio, location, organisation, avatar, reach },
    ...(links === undefined ? {} : { links }),
  });
  return { id, profile, ...(since === undefined ? {} : { since }) };
}

const lineSchema = z.union([
  z.strictObject({ people: z.array(sentPerson).max(MOST_IN_PART) }),
  z.strictObject({ end: z.int().min(0) }),
]);

/** A list as lines of JSON, a part each; the last says how many people there were, so that no cut list passes for whole. */
export async function* encodeParts(people: AsyncIterable<readonly ListedPerson[]>): AsyncGenerator<string> {
  let count = 0;
  for await (const part of people) {
    count += part.length;
    for (const some of inParts(part.map(toSent))) yield `${JSON.stringify({ people: some })}\n`;
  }
  yield `${JSON.stringify({ end: count })}\n`;
}

/** Splits so that no part is larger than {@link LARGEST_PART} as JSON, with room for what goes around it. */
export function* inParts(people: readonly SentPerson[]): Generator<SentPerson[]> {
  let part: SentPerson[] = [];
  let size = 0;
  for (const person of people) {
    const bytes = Buffer.byteLength(JSON.stringify(person)) + 1;
    if (part.length === MOST_IN_PART || (part.length > 0 && size + bytes > LARGEST_PART - 2_000)) {
      yield part;
      part = [];
      size = 0;
    }
    part.push(person);
    size += bytes;
  }
  if (part.length > 0) yield part;
}

/** Reads what {@link encodeParts} wrote. @throws ImportError if it is not that, or ends too soon */
export async function* decodeParts(source: AsyncIterable<Uint8Array>): AsyncGenerator<ListedPerson[]> {
  let count = 0;
  let end: number | undefined;
  for await (const line of lines(source)) {
    const read = end === undefined ? parsed(line) : undefined;
    if (read === undefined) throw new ImportError('The list has not the form in which lists are handed on.');
    if ('end' in read) end = read.end;
    else {
      count += read.people.length;
      yield read.people.map(fromSent);
    }
  }
  if (end !== count) throw new ImportError('The list was cut off on its way. Nothing was imported; import it again.');
}

function parsed(line: string): z.output<typeof lineSchema> | undefined {
  try {
    return lineSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

async function* lines(source: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of source) {
    const [...whole] = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = whole.pop() ?? '';
    if (rest.length > 2 * LARGEST_PART) throw new ImportError('The list has a line that is too long.');
    yield* whole.filter((line) => line !== '');
  }
  if (rest !== '') yield rest;
}
