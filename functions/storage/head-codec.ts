import * as z from 'zod';
import { AUDIENCE_KINDS, NETWORK_IDS } from '../core/model.ts';
import type { Item } from './db.ts';
import type { Head } from './items.ts';
import { DUE_PARTITION, iso, keyOfHead } from './keys.ts';

/** Some fields of a head to write; null removes a field, undefined leaves it alone. */
export type HeadPatch = { readonly [Name in keyof Head]?: Head[Name] | null };

const text = z.string();
const count = z.number().int().min(0);
const time = z.number();
/** More than an owner reads, and far below what would double the cost of every update. */
const MOST_MESSAGE = 300;

const pointer = z.object({ fence: count, sequence: count, version: count, startedAt: time });

const headSchema = z.object({
  key: text,
  owner: text,
  network: z.enum(NETWORK_IDS),
  accountId: text,
  kind: z.enum([...AUDIENCE_KINDS, 'account']),
  audienceId: text,
  target: text,
  item: text.optional(),
  title: text.optional(),
  postedAt: time.optional(),
  status: z.enum(['active', 'closed', 'stopped', 'parked']),
  closedReason: z.enum(['aged', 'deleted']).optional(),
  credentialId: text,
  version: count,
  committedFence: count,
  fence: count,
  generation: text,
  baseVersion: count,
  segments: count,
  baseBytes: count,
  logBytes: count,
  projectedVersion: count,
  completePulls: count,
  counts: z.object({ present: count, missing: count, held: count, hidden: count, lost: count }),
  waitingSince: z.object({ missing: time.optional(), held: time.optional(), hidden: time.optional() }).optional(),
  alarms: z.object({ told: count, seenAgain: count }).optional(),
  checksum: text.optional(),
  networkCount: z.number().optional(),
  usualShortfall: z.number().optional(),
  shortLists: z.object({ times: count, since: time, listed: count }).optional(),
  baselineAt: time.optional(),
  pulledAt: time.optional(),
  exportAt: time.optional(),
  blankRows: count.optional(),
  lastError: z.object({ at: time, code: text, message: text }).optional(),
  failures: count,
  dueAt: time.optional(),
  every: z.number(),
  leaseUntil: time.optional(),
  isSuspect: z.boolean().optional(),
  checkpoint: pointer.optional(),
  refused: pointer.extend({ at: time, listsFullProfiles: z.boolean() }).optional(),
  refusedAt: time.optional(),
  countOnly: z
    .object({
      isRounded: z.boolean(),
      count: count.optional(),
      through: text.optional(),
      net: z.number().int().optional(),
      gained: count.optional(),
      lost: count.optional(),
    })
    .optional(),
}) satisfies z.ZodType<Head>;

/**
 * Attribute of each field. Names count towards an item's size, and a head beyond 1 KB doubles the cost of every update.
 * `key` is the partition key; `dueAt` keeps its name, because an index is made of it.
 */
const ATTRIBUTES = {
  owner: 'o',
  network: 'n',
  accountId: 'a',
  kind: 'k',
  audienceId: 'ai',
  target: 't',
  item: 'i',
  title: 'ti',
  postedAt: 'pa',
  status: 'st',
  closedReason: 'cr',
  credentialId: 'ci',
  version: 'v',
  committedFence: 'cf',
  fence: 'f',
  generation: 'g',
  baseVersion: 'bv',
  segments: 'sg',
  baseBytes: 'bb',
  logBytes: 'lb',
  projectedVersion: 'pv',
  completePulls: 'cp',
  counts: 'c',
  waitingSince: 'ws',
  alarms: 'al',
  checksum: 'cs',
  networkCount: 'nc',
  usualShortfall: 'us',
  shortLists: 'sh',
  baselineAt: 'ba',
  pulledAt: 'pl',
  exportAt: 'xa',
  blankRows: 'br',
  lastError: 'le',
  failures: 'fl',
  dueAt: 'dueAt',
  every: 'ev',
  leaseUntil: 'lu',
  isSuspect: 'su',
  checkpoint: 'ck',
  refused: 'rf',
  refusedAt: 'ra',
  countOnly: 'co',
} as const satisfies Record<Exclude<keyof Head, 'key'>, string>;

type Field = keyof typeof ATTRIBUTES;
const FIELDS = Object.keys(ATTRIBUTES) as Field[];

/** Attribute of a field, for conditions. */
export const headAttribute = (field: Field): string => ATTRIBUTES[field];

/** A head out of its item. @throws ZodError if the item is none */
export function headFromItem(item: Item): Head {
  const fields: Record<string, unknown> = { key: keyOfHead(String(item['pk'])) };
  for (const field of FIELDS) {
    const value = item[ATTRIBUTES[field]];
    if (value !== undefined) fields[field] = fromAttribute(field, value);
  }
  return headSchema.parse(fields);
}

/** The attributes of a head or of a patch: what to set and what to remove. */
export function headAttributes(patch: HeadPatch): { set: Item; remove: string[] } {
  const set: Item = {};
  const remove: string[] = [];
  for (const field of FIELDS) {
    const value = patch[field];
    if (value === undefined) continue;
    if (value === null) remove.push(ATTRIBUTES[field]);
    else set[ATTRIBUTES[field]] = toAttribute(field, value);
  }
  // The due index holds only what has a due time.
  if (typeof patch.dueAt === 'number') set['duePk'] = DUE_PARTITION;
  if (patch.dueAt === null) remove.push('duePk');
  return { set, remove };
}

/** Objects are written as tuples, because names count. */
function toAttribute(field: Field, value: NonNullable<Head[Field]>): unknown {
  if (field === 'dueAt' && typeof value === 'number') return iso(value);
  if (typeof value !== 'object') return value;
  if ('present' in value) return [value.present, value.missing, value.held, value.hidden, value.lost];
  if ('message' in value) return [value.at, value.code, value.message.slice(0, MOST_MESSAGE)];
  if ('told' in value) return [value.told, value.seenAgain];
  if ('times' in value) return [value.times, value.since, value.listed];
  if ('isRounded' in value) {
    return [value.isRounded, value.count, value.through, value.net, value.gained, value.lost].map((one) => one ?? null);
  }
  if ('fence' in value) {
    const pointer = [value.fence, value.sequence, value.version, value.startedAt];
    return 'listsFullProfiles' in value ? [...pointer, value.at, value.listsFullProfiles] : pointer;
  }
  return [value.missing ?? 0, value.held ?? 0, value.hidden ?? 0];
}

function fromAttribute(field: Field, value: unknown): unknown {
  if (field === 'dueAt') return Date.parse(String(value));
  if (!Array.isArray(value)) return value;
  const [a, b, c, d, e, f]: unknown[] = value;
  switch (field) {
    case 'counts':
      return { present: a, missing: b, held: c, hidden: d, lost: e };
    case 'lastError':
      return { at: a, code: b, message: c };
    case 'alarms':
      return { told: a, seenAgain: b };
    case 'shortLists':
      return { times: a, since: b, listed: c };
    case 'waitingSince':
      return Object.fromEntries(Object.entries({ missing: a, held: b, hidden: c }).filter(([, since]) => since !== 0));
    case 'countOnly':
      return Object.fromEntries(
        Object.entries({ isRounded: a, count: b, through: c, net: d, gained: e, lost: f }).filter(
          ([, one]) => one !== null,
        ),
      );
    case 'refused':
      return { fence: a, sequence: b, version: c, startedAt: d, at: e, listsFullProfiles: f };
    default:
      return { fence: a, sequence: b, version: c, startedAt: d };
  }
}
