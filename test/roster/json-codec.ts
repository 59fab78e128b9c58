import type { Profile, RosterRow } from '../../functions/core/model.ts';
import { cleanChange, cleanId, cleanRow } from '../../functions/roster/clean.ts';
import type { Delta } from '../../functions/roster/log.ts';
import { packJson } from '../../functions/storage/pack.ts';

/** Segments and log chunks as they were written until November 2026: tables hold them, and they must stay readable. */
const ROW = [
  'id',
  'state',
  'stateAt',
  'firstSeenAt',
  'absentAtPull',
  'returns',
  'losses',
  'verdict',
  'toldAt',
  'toldAtPull',
  'since',
  'hydratedAt',
] as const satisfies readonly (keyof RosterRow)[];
const PROFILE = [
  'handle',
  'url',
  'name',
  'bio',
  'location',
  'links',
  'avatar',
  'reach',
  'organisation',
  'isProtected',
  'isMemorial',
  'isBot',
] as const satisfies readonly (keyof Profile)[];

function columnsOf(rows: readonly RosterRow[]): unknown {
  const clean = rows.map(cleanRow);
  const columns: Record<string, unknown[]> = {};
  for (const field of ROW) columns[field] = clean.map((row) => row[field] ?? null);
  for (const field of PROFILE) columns[`profile.${field}`] = clean.map((row) => row.profile[field] ?? null);
  const filled = Object.entries(columns).filter(([, values]) => values.some((value) => value !== null));
  return { count: rows.length, columns: Object.fromEntries(filled) };
}

export const jsonSegment = (rows: readonly RosterRow[]): Uint8Array => packJson(columnsOf(rows));

export const jsonChunk = ({ puts, drops, changes }: Delta): Uint8Array =>
  packJson({ rows: columnsOf(puts), drops: drops.map(cleanId), changes: changes.map(cleanChange) });
