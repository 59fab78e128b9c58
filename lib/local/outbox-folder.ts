import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { isCode } from './file-errors.ts';
import { writeWhole } from './write-file.ts';

const recordSchema = z.object({
  messageId: z.string(),
  /** Calendar, ISO 8601. */
  sentAt: z.string(),
  source: z.string(),
  destinations: z.array(z.string()),
  configurationSet: z.string().optional(),
  tags: z.array(z.object({ name: z.string(), value: z.string() })),
  /** Whether mail-feedback has been told of it. */
  isTold: z.boolean(),
});

/** What SES knows of a mail besides its bytes. */
export type SendRecord = z.output<typeof recordSchema>;

export interface OutboxFolder {
  /** Keeps a mail exactly as it came; once this returns it is on the disk under its name, which is returned. */
  keep(mail: Uint8Array, record: Omit<SendRecord, 'messageId' | 'isTold'>): Promise<string>;
  /** Names of all mails, newest first. */
  list(): Promise<string[]>;
  /** A mail's bytes; undefined if there is none of that name. */
  read(name: string): Promise<Buffer | undefined>;
  record(name: string): Promise<SendRecord | undefined>;
  markTold(name: string): Promise<void>;
  /** Mails whose events have not been delivered, oldest first. */
  untold(): string[];
}

const MAIL_NAME = /^\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}Z-(\d{4,})\.eml$/;
export const isMailName = (name: string): boolean => MAIL_NAME.test(name);

/**
 * The outbox on the disk: `TIME-N.eml`, and beside it in `.events/` what SES was told with the mail. The record is
 * written first: a mail that has its name is sent, and then its record is there.
 */
export async function openOutboxFolder(directory: string): Promise<OutboxFolder> {
  const records = join(directory, '.events');
  await mkdir(records, { recursive: true, mode: 0o700 });
  await removeUnfinished(directory, records);
  let last = Math.max(0, ...(await mailNames(directory)).map(numberOf));
  const recordPath = (name: string): string => join(records, `${name}.json`);
  const readRecord = async (name: string): Promise<SendRecord | undefined> => {
    const text = isMailName(name) ? await readIfThere(recordPath(name)) : undefined;
    return text === undefined ? undefined : recordSchema.parse(JSON.parse(text.toString('utf8')));
  };
  const writeRecord = (name: string, record: SendRecord): Promise<void> =>
    writeWhole(recordPath(name), `${JSON.stringify(record)}\n`);
  const untold = new Set<string>();
  for (const name of (await mailNames(directory)).sort(byNumber)) {
    if ((await readRecord(name))?.isTold === false) untold.add(name);
  }
  return {
    keep: async (mail, record) => {
      last += 1;
      const name = `${record.sentAt.slice(0, 19).replaceAll(':', '-')}Z-${String(last).padStart(4, '0')}.eml`;
      await writeRecord(name, { ...record, messageId: messageIdOf(name), isTold: false });
      await writeWhole(join(directory, name), mail);
      untold.add(name);
      return name;
    },
    list: async () => (await mailNames(directory)).sort(byNumber).reverse(),
    read: async (name) => (isMailName(name) ? readIfThere(join(directory, name)) : undefined),
    record: readRecord,
    markTold: async (name) => {
      const record = await readRecord(name);
      if (record !== undefined) await writeRecord(name, { ...record, isTold: true });
      untold.delete(name);
    },
    untold: () => [...untold],
  };
}

/** As unique as the name, and of the shape that SES gives its ids. */
function messageIdOf(name: string): string {
  return `outbox-${name
    .replace(/\.eml$/, '')
    .replace(/[^0-9A-Za-z]/g, '')
    .toLowerCase()}-000000`;
}

async function mailNames(directory: string): Promise<string[]> {
  return (await readdir(directory)).filter(isMailName);
}

const numberOf = (name: string): number => Number(MAIL_NAME.exec(name)?.[1] ?? 0);
/** In the order in which they were sent, even if the calendar stood still. */
const byNumber = (a: string, b: string): number => numberOf(a) - numberOf(b);

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** What a killed process left: temporary files, and records of mails that never got their name. */
async function removeUnfinished(directory: string, records: string): Promise<void> {
  const mails = new Set(await mailNames(directory));
  for (const name of await readdir(directory)) {
    if (name.endsWith('.tmp')) await rm(join(directory, name), { force: true });
  }
  for (const name of await readdir(records)) {
    if (!mails.has(name.replace(/\.json$/, ''))) await rm(join(records, name), { force: true });
  }
}
