import { buildDigest } from '../core/digest-contents.ts';
import type { DigestContent } from '../core/digest-model.ts';
import type { SenseOf } from '../core/people-sense.ts';
import type { ReadPage } from '../feeds/newest-post.ts';
import { termsOf } from '../networks/terms.ts';
import { peopleSense } from '../people/sense.ts';
import { durationMs } from '../runtime/config-fields.ts';
import type { Config, DigestConfig, OwnerConfig } from '../runtime/config-schema.ts';
import { readCorrections } from '../storage/corrections.ts';
import type { Db } from '../storage/db.ts';
import {
  type DigestState,
  type FrozenEdition,
  freezeEdition,
  readDigestState,
  readFrozen,
  settleEdition,
} from '../storage/digests.ts';
import { recordSuggestions } from '../storage/suggestions.ts';
import type { Suppression } from '../storage/suppressions.ts';
import { type DigestQuestion, declaredAccounts, gatherDigest, readAccounts } from './gather.ts';
import { hasBaseline, type Readiness, readinessOf } from './readiness.ts';
import { withDetails } from './suggestion-details.ts';

export interface EditionDeps {
  readonly db: Db;
  readonly config: Pick<Config, 'retention'>;
  /** Reads a page that a stranger's profile names; without, none is read. */
  readonly readPage?: ReadPage;
  readonly hints?: Hints;
}

/** Makes a sentence that names a command, or promises something, fit where this runs. */
export type Hints = (text: string) => string;

/** Which edition is asked for. */
export interface EditionRequest {
  readonly owner: OwnerConfig;
  readonly digest: DigestConfig;
  readonly period: string;
  /** Calendar, epoch ms. */
  readonly now: number;
  readonly isForced: boolean;
  /** Recipients who get no more mail, by address. */
  readonly suppressed: ReadonlyMap<string, Suppression>;
}

/**
 * Makes the edition that comes after `latest`: gathered, built, frozen, settled. Two who build at once end with the
 * same one, the first that was frozen, and only what is frozen is ever sent.
 * @returns the latest state, by whomever it was made, if there is one by now; while the owner cannot be welcomed, why
 */
export async function makeEdition(
  deps: EditionDeps,
  request: EditionRequest,
  latest: DigestState | undefined,
): Promise<DigestState | Exclude<Readiness, 'ready'> | undefined> {
  const { owner, digest, now } = request;
  const { everything, declared, accounts } = await accountsOf(deps.db, owner, digest);
  const readiness = latest === undefined ? readinessOf(declared, accounts, request) : 'ready';
  if (readiness !== 'ready') return readiness;

  const frozen = await buildEdition(deps, request, latest, everything);
  const isWelcomed = latest?.isWelcomed === true || hasBaseline(accounts);
  const isForAll = request.isForced || latest?.isWelcomed !== true;
  const state = await freezeEdition(deps.db, { ...frozen, isWelcomed, isForAll }, latest, expiryOf(deps.config, now));
  if (state === undefined) return readDigestState(deps.db, owner.id, digest.id);
  return settle(deps, owner.id, digest.id, state, frozen);
}

/** Whether somebody to whom only was said that nothing could be read can be welcomed by now. */
export async function isWelcomeDue(
  db: Db,
  owner: OwnerConfig,
  digest: DigestConfig,
  latest: DigestState | undefined,
): Promise<boolean> {
  if (latest === undefined || latest.isWelcomed) return false;
  return hasBaseline((await accountsOf(db, owner, digest)).accounts);
}

async function accountsOf(db: Db, owner: OwnerConfig, digest: DigestConfig) {
  const everything = await readAccounts(db, owner.id);
  const declared = declaredAccounts(owner, digest, everything);
  const accounts = everything.filter(({ account }) => declared.includes(account.accountId));
  return { everything, declared, accounts };
}

/**
 * What the edition after `latest` would say, and where it would end: gathered and built, and nothing kept.
 * @param everything all of the owner's accounts
 */
export async function buildEdition(
  deps: Pick<EditionDeps, 'db' | 'readPage' | 'hints'>,
  { owner, digest, period, now, suppressed }: Omit<EditionRequest, 'isForced'>,
  latest: DigestState | undefined,
  everything: Awaited<ReturnType<typeof readAccounts>>,
): Promise<FrozenEdition> {
  const kind = latest?.isWelcomed ? 'weekly' : 'welcome';
  const last = latest === undefined ? undefined : await lastOf(deps.db, owner.id, digest.id, latest, everything);
  const gathered = await gatherDigest(deps.db, everything, {
    ...{ owner, digest, kind, period, now, suppressed },
    ...(last === undefined ? {} : { last }),
  });
  const corrections = await readCorrections(deps.db, owner.id);
  const senseOf: SenseOf = (digestOwner) =>
    peopleSense(digestOwner, { corrections, mayInferPlaces: (network) => termsOf(network).mayInferPlaces });
  const built = withPassedOver(buildDigest(gathered.input, senseOf), gathered.passedOver);
  const content = await withDetails(built, {
    ...{ now, ownersZone: owner.timeZone, offers: owner.offers, readPage: deps.readPage },
  });
  return { content: deps.hints === undefined ? content : withHints(content, deps.hints), versions: gathered.versions };
}

/** Frozen as it is told: by the mail, the page and the API alike. */
function withHints(content: DigestContent, hints: Hints): DigestContent {
  const { troubles, exports } = content;
  return {
    ...content,
    troubles: troubles.map((trouble) => ({ ...trouble, what: hints(trouble.what), remedy: hints(trouble.remedy) })),
    ...(exports === undefined ? {} : { exports: exports.map((one) => ({ ...one, steps: hints(one.steps) })) }),
  };
}

/**
 * Writes what follows from an edition, if a builder was cut off before: who was suggested, then the list of editions.
 * May be repeated.
 */
export async function settle(
  deps: EditionDeps,
  owner: string,
  digestId: string,
  state: DigestState,
  known?: FrozenEdition,
): Promise<DigestState> {
  if (state.isSettled) return state;
  const frozen = known ?? (await readFrozen(deps.db, owner, digestId, state));
  await recordSuggestions(deps.db, owner, frozen?.content.suggestions.map(({ person }) => person.personId) ?? [], {
    ...{ at: state.to, digestId, period: state.period },
  });
  await settleEdition(deps.db, owner, digestId, state, expiryOf(deps.config, state.builtAt));
  return { ...state, isSettled: true };
}

/** An edition names people who left, so it is kept no longer than they are remembered. */
export function expiryOf(config: Pick<Config, 'retention'>, now: number): number {
  return now + Math.min(durationMs(config.retention.lost), durationMs(config.retention.history));
}

/** Where the last edition ended. If it has outlived its retention, telling begins anew from where everything stands. */
async function lastOf(
  db: Db,
  owner: string,
  digestId: string,
  latest: DigestState,
  everything: Awaited<ReturnType<typeof readAccounts>>,
): Promise<NonNullable<DigestQuestion['last']>> {
  const frozen = await readFrozen(db, owner, digestId, latest);
  const heads = everything.flatMap((entry) => entry.heads);
  return {
    to: latest.to,
    ...(frozen === undefined ? {} : { audiences: frozen.content.audiences }),
    ...(frozen?.content.course === undefined ? {} : { course: frozen.content.course }),
    counts: Object.fromEntries(
      (frozen?.content.audiences ?? []).flatMap((one) => (one.isCountOnly ? [[one.audienceId, one.count]] : [])),
    ),
    versions: frozen?.versions ?? Object.fromEntries(heads.map((head) => [head.key, head.projectedVersion])),
  };
}

/** People of very large audiences who were not looked at are counted all the same. */
function withPassedOver(content: DigestContent, passedOver: { people: number; known: number }): DigestContent {
  const { met, profilesKnown } = content;
  return {
    ...content,
    met: { met: met.met, of: met.of + passedOver.people },
    profilesKnown: {
      known: profilesKnown.known + passedOver.known,
      of: profilesKnown.of + passedOver.people,
    },
  };
}
