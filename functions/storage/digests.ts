import * as z from 'zod';
import type { DigestContent } from '../core/digest-model.ts';
import { type Db, getItem, putItem, queryPages, updateItem } from './db.ts';
import {
  type EditionPointer,
  editionPointer,
  type FrozenEdition,
  readParts,
  removeParts,
  writeParts,
} from './edition-parts.ts';
import { digestStateKey, editionIndexKey, ownerPk } from './keys.ts';

export type { FrozenEdition, Versions } from './edition-parts.ts';

const edition = editionPointer.extend({
  kind: z.enum(['welcome', 'weekly']),
  from: z.number(),
  to: z.number(),
  builtAt: z.number(),
});
const stateItem = edition.extend({
  /** Counts up with every edition; what the next one is conditional on. */
  sequence: z.number().int().min(1),
  /** Some edition so far had at least one audience to welcome the owner with. */
  isWelcomed: z.boolean(),
  /** It goes to everybody at once (a welcome, or sent by hand) instead of at each recipient's own time. */
  isForAll: z.boolean(),
  /** What follows from the edition has been written too. */
  isSettled: z.boolean(),
});
const indexItem = edition.extend({ digestId: z.string(), expiresAt: z.number().optional() });

/** Where a digest stands: its latest edition. One item; moving it is what freezes an edition. */
export type DigestState = z.output<typeof stateItem>;
export type Edition = z.output<typeof edition>;

/** An edition as lists show it. Times are epoch ms of the calendar. */
export interface EditionSummary {
  /** `<digestId>:<period>` */
  readonly id: string;
  readonly digestId: string;
  readonly period: string;
  readonly kind: 'welcome' | 'weekly';
  readonly from: number;
  readonly to: number;
  readonly builtAt: number;
}

/** The state as it is now, strongly read; undefined before the first edition. */
export async function readDigestState(db: Db, owner: string, digestId: string): Promise<DigestState | undefined> {
  const item = await getItem(db, digestStateKey(owner, digestId), { consistent: true });
  return item === undefined ? undefined : stateItem.parse(item);
}

/**
 * Freezes an edition: its parts first, under a build of their own, then the state moves if it is still the one the
 * edition was built upon. A builder that dies leaves parts nobody points at; one that comes second changes nothing.
 * @param previous the state it was built upon
 * @param expiresAt when its content is to be forgotten; epoch ms of the calendar
 * @returns the new state, or undefined if another builder was first
 */
export async function freezeEdition(
  db: Db,
  frozen: FrozenEdition & Pick<DigestState, 'isWelcomed' | 'isForAll'>,
  previous: DigestState | undefined,
  expiresAt: number,
): Promise<DigestState | undefined> {
  const { content } = frozen;
  const owner = content.owner.id;
  const pointer = await writeParts(db, frozen, expiresAt);
  const state: DigestState = {
    ...pointer,
    kind: content.kind,
    from: content.from,
    to: content.to,
    builtAt: content.builtAt,
    sequence: (previous?.sequence ?? 0) + 1,
    isWelcomed: frozen.isWelcomed,
    isForAll: frozen.isForAll,
    isSettled: false,
  };
  const condition = previous === undefined ? { expression: 'attribute_not_exists(pk)' } : isStill(previous.sequence);
  if (await putItem(db, digestStateKey(owner, content.digestId), state, condition)) return state;
  await removeParts(db, owner, content.digestId, content.period, { only: pointer.build });
  return undefined;
}

/**
 * Finishes what follows from a frozen edition, and may be repeated: its line in the list of editions, and no parts of
 * builders that came second. What else must follow (suggestions) is written before this: the mark comes last.
 */
export async function settleEdition(
  db: Db,
  owner: string,
  digestId: string,
  state: DigestState,
  expiresAt: number,
): Promise<void> {
  const line = edition.parse(state);
  await putItem(db, editionIndexKey(owner, state.period, digestId), {
    ...line,
    digestId,
    expiresAt: Math.ceil(expiresAt / 1000),
  });
  await removeParts(db, owner, digestId, state.period, { allBut: state.build });
  await updateItem(db, digestStateKey(owner, digestId), { set: { isSettled: true } }, isStill(state.sequence));
}

/** Reads what was frozen for an edition. See {@link readParts}. */
export function readFrozen(
  db: Db,
  owner: string,
  digestId: string,
  pointer: EditionPointer,
): Promise<FrozenEdition | undefined> {
  return readParts(db, owner, digestId, pointer);
}

/**
 * The edition of a period, wherever it is noted: in the list, or for the newest perhaps only in the state.
 * @param now calendar, epoch ms; what has outlived its retention is not shown, even if it still lies there
 */
export async function findEdition(
  db: Db,
  owner: string,
  digestId: string,
  period: string,
  now: number,
): Promise<Edition | undefined> {
  const item = await getItem(db, editionIndexKey(owner, period, digestId), { consistent: true });
  if (item !== undefined) {
    const line = indexItem.parse(item);
    return isOver(line.expiresAt, now) ? undefined : line;
  }
  const state = await readDigestState(db, owner, digestId);
  return state?.period === period ? state : undefined;
}

/** One edition's content, as it was frozen; undefined if there is none or its retention has ended. */
export async function readEdition(
  db: Db,
  owner: string,
  digestId: string,
  period: string,
  now = Number.NEGATIVE_INFINITY,
): Promise<DigestContent | undefined> {
  const found = await findEdition(db, owner, digestId, period, now);
  return found === undefined ? undefined : (await readParts(db, owner, digestId, found))?.content;
}

/**
 * Puts another content in a frozen edition's place: a person was erased. Cut off before its pointers moved, it has
 * changed nothing; the state and the list may point to different builds until it is repeated.
 * @param change the edition as it shall be; undefined if it may stay
 */
export async function replaceEdition(
  db: Db,
  owner: string,
  which: { readonly digestId: string; readonly period: string; readonly now: number },
  change: (edition: FrozenEdition) => FrozenEdition | undefined,
): Promise<void> {
  const { digestId, period, now } = which;
  const line = await getItem(db, editionIndexKey(owner, period, digestId), { consistent: true });
  const found = await findEdition(db, owner, digestId, period, now);
  if (found === undefined) return;
  const frozen = await readParts(db, owner, digestId, found);
  const next = frozen === undefined ? undefined : change(frozen);
  if (next === undefined) return;
  const expiresAt = line === undefined ? undefined : indexItem.parse(line).expiresAt;
  const pointer = await writeParts(db, next, expiresAt === undefined ? now + YEAR : expiresAt * 1000);
  const { build, parts, hash } = pointer;
  const isThatBuild = {
    expression: '#build = :before',
    names: { '#build': 'build' },
    values: { ':before': found.build },
  };
  await updateItem(db, digestStateKey(owner, digestId), { set: { build, parts, hash } }, isThatBuild);
  if (line !== undefined) {
    await updateItem(db, editionIndexKey(owner, period, digestId), { set: { build, parts, hash } }, isThatBuild);
  }
  await removeParts(db, owner, digestId, period, { allBut: build });
}

/** Of an edition that no list notes yet. */
const YEAR = 365 * 24 * 60 * 60 * 1000;

/**
 * An owner's editions, newest period first.
 * @param digestId only this digest's; of all without
 * @param options `before`: id of the last one already seen; `now`: calendar, hides what has outlived its retention
 */
export async function listEditions(
  db: Db,
  owner: string,
  digestId: string | undefined,
  options: { readonly before?: string; readonly limit: number; readonly now?: number },
): Promise<EditionSummary[]> {
  const { before, limit, now = Number.NEGATIVE_INFINITY } = options;
  const found: EditionSummary[] = [];
  const last = before === undefined ? 'EDITION#~' : positionOf(before);
  const pages = queryPages(db, {
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
    ExpressionAttributeValues: { ':pk': ownerPk(owner), ':first': 'EDITION#', ':last': last },
    ScanIndexForward: false,
    Limit: limit + 1,
  });
  for await (const page of pages) {
    for (const item of page) {
      if (item['sk'] === last) continue;
      const line = indexItem.parse(item);
      if (isOver(line.expiresAt, now) || (digestId ?? line.digestId) !== line.digestId) continue;
      if (found.length < limit) found.push(summaryOf(line));
    }
    if (found.length >= limit) break;
  }
  return found;
}

function summaryOf({ digestId, period, kind, from, to, builtAt }: z.output<typeof indexItem>): EditionSummary {
  return { id: `${digestId}:${period}`, digestId, period, kind, from, to, builtAt };
}

function positionOf(id: string): string {
  const colon = id.lastIndexOf(':');
  return editionIndexKey('', id.slice(colon + 1), id.slice(0, colon)).sk;
}

const isStill = (sequence: number) => ({
  expression: '#sequence = :previous',
  names: { '#sequence': 'sequence' },
  values: { ':previous': sequence },
});

const isOver = (expiresAt: number | undefined, now: number): boolean =>
  expiresAt !== undefined && expiresAt * 1000 <= now;
