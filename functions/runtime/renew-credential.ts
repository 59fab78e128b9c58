import { setTimeout as pause } from 'node:timers/promises';
import { CredentialsRejectedError, UnavailableError } from '../networks/errors.ts';
import {
  fingerprintOf,
  isUsable,
  type OAuthCredential,
  readCredential,
  UnreadableCredentialError,
  writeCredential,
} from '../networks/oauth/credential.ts';
import { GrantRefusedError, type Refresher } from '../networks/oauth/refresher.ts';
import { claimRefresh, noteRefresh, type RefreshClaim, releaseRefresh } from '../storage/credentials.ts';
import type { Db } from '../storage/db.ts';
import type { RenewedCredential } from './credentials.ts';
import type { RenewableSecrets } from './secrets.ts';

export interface RenewDeps {
  readonly db: Db;
  readonly secrets: RenewableSecrets;
  readonly refreshers: Readonly<Record<OAuthCredential['network'], Refresher | undefined>>;
  readonly fetch: typeof fetch;
  /** The wall clock, epoch ms. */
  readonly wall: () => number;
  readonly wait?: (ms: number) => Promise<unknown>;
}

/** Longer than the slowest renewal: Meta's takes four requests of at most 20 seconds each. */
const LEASE_MS = 3 * 60_000;
/** A renewal that failed while the old token still works is tried again after this long. */
const TRY_AGAIN_MS = 10 * 60_000;
/** What the network has refused once it is asked again this much later, in case the fault was its own. */
const REFUSED_MS = 6 * 60 * 60_000;
/** Looks, a second apart, for what somebody else is storing. */
const LOOKS = 10;

/**
 * Renews a credential when it is time, once, however many runs want it: under a lease, from what lies in the store now,
 * and the next one is stored before anybody uses it.
 *
 * A refresh token that can be used once is lost if the process dies between the network's answer and the store; nothing
 * can prevent that, so nothing is done in between. What was sent is noted before. The next run then sends it again: if
 * it was taken, the network refuses, and a person signs in again; if it never arrived, all is well. A token whose
 * successor is known to be stored is never sent (X ends the whole family for that).
 * @throws CredentialsRejectedError with the end of a sentence about the sign-in, once it has ended;
 * UnavailableError if it has ended and cannot be renewed right now
 */
export async function renewCredential(
  deps: RenewDeps,
  name: string,
  seen: OAuthCredential,
): Promise<RenewedCredential> {
  const refresher = deps.refreshers[seen.network];
  if (!isTime(refresher, seen, deps.wall())) return kept(seen);
  const claim = await claimRefresh(deps.db, name, { wall: deps.wall(), leaseMs: LEASE_MS });
  if (claim === undefined) return byAnother(deps, name, seen, refresher);
  try {
    return await underClaim(deps, claim, refresher);
  } finally {
    await releaseRefresh(deps.db, claim);
  }
}

function isTime(refresher: Refresher | undefined, credential: OAuthCredential, wall: number): refresher is Refresher {
  const from = refresher?.refreshFrom(credential);
  return from !== undefined && wall >= from;
}

const kept = (credential: OAuthCredential, isRefused = false): RenewedCredential => ({ credential, isRefused });

/** Somebody else renews it: what there is does until it ends; then theirs is waited for. */
async function byAnother(
  deps: RenewDeps,
  name: string,
  seen: OAuthCredential,
  refresher: Refresher,
): Promise<RenewedCredential> {
  for (let look = 0; look < LOOKS; look += 1) {
    const now = await readNow(deps, name);
    if (!isTime(refresher, now, deps.wall())) return kept(now);
    await (deps.wait ?? pause)(1_000);
  }
  if (isUsable(seen, deps.wall())) return kept(seen);
  throw new UnavailableError('The sign-in is being renewed by another run right now. It is tried again by itself.');
}

async function underClaim(deps: RenewDeps, claim: RefreshClaim, refresher: Refresher): Promise<RenewedCredential> {
  const { last } = claim;
  const wall = deps.wall();
  const current = await readStoredNow(deps, claim);
  // Somebody was faster, or a person has signed in again.
  if (!isTime(refresher, current, wall)) return kept(current);
  const fingerprint = fingerprintOf(current);
  if (last.refused === fingerprint && wall - (last.refusedAt ?? 0) < REFUSED_MS) return refusedBefore(current, wall);
  const isTriedJustNow = last.sent === fingerprint && wall - (last.sentAt ?? 0) < TRY_AGAIN_MS;
  if (isTriedJustNow && !last.isStored && isUsable(current, wall)) return kept(current);
  if (!(await noteRefresh(deps.db, claim, { sent: fingerprint, sentAt: wall, isStored: false }))) return kept(current);
  let next: OAuthCredential;
  try {
    next = await refreshed(deps, current, refresher);
  } catch (error) {
    if (error instanceof GrantRefusedError || error instanceof UnreadableCredentialError) {
      await noteRefresh(deps.db, claim, { refused: fingerprint, refusedAt: deps.wall() });
      return refusedBefore(current, deps.wall(), error);
    }
    if (isUsable(current, deps.wall())) return kept(current);
    throw error;
  }
  return kept(await store(deps, claim, fingerprint, next));
}

/** Sends the refresh token; if it is refused, the one before, which the network may still wait for. */
async function refreshed(deps: RenewDeps, current: OAuthCredential, refresher: Refresher): Promise<OAuthCredential> {
  try {
    return await refresher.refresh(current, deps);
  } catch (error) {
    const { previousRefreshToken, ...rest } = current;
    if (!(error instanceof GrantRefusedError) || previousRefreshToken === undefined) throw error;
    return refresher.refresh({ ...rest, refreshToken: previousRefreshToken }, deps);
  }
}

/**
 * Stores the next credential, unless what lies there is no longer the one that it follows: then somebody has signed in
 * anew, and theirs counts. Whoever has lost the lease stores all the same: nobody else can have this one.
 */
async function store(
  deps: RenewDeps,
  claim: RefreshClaim,
  fingerprint: string,
  next: OAuthCredential,
): Promise<OAuthCredential> {
  const now = await readNow(deps, claim.name);
  if (fingerprintOf(now) !== fingerprint) return now;
  await deps.secrets.replace(claim.name, writeCredential(next));
  await noteRefresh(deps.db, claim, { isStored: true });
  return next;
}

/** What lies there, and not an old copy of it: of what was sent, the successor may be on its way to us. */
async function readStoredNow(deps: RenewDeps, { name, last }: RefreshClaim): Promise<OAuthCredential> {
  for (let look = 0; look < LOOKS; look += 1) {
    const now = await readNow(deps, name);
    if (!last.isStored || last.sent !== fingerprintOf(now)) return now;
    await (deps.wait ?? pause)(1_000);
  }
  throw new UnavailableError('The renewed sign-in cannot be read back yet. It is tried again by itself.');
}

async function readNow(deps: RenewDeps, name: string): Promise<OAuthCredential> {
  const text = await deps.secrets.readAnew(name);
  const read = text === undefined ? undefined : readCredential(text);
  if (read === undefined) throw new CredentialsRejectedError('has been removed');
  if (typeof read === 'string') throw new CredentialsRejectedError('was replaced by a bare token just now');
  return read;
}

function refusedBefore(current: OAuthCredential, wall: number, cause?: unknown): RenewedCredential {
  if (isUsable(current, wall)) return kept(current, true);
  throw new CredentialsRejectedError('has ended, and the network does not renew it', { cause });
}
