import * as z from 'zod';
import { OUTREACH_STATES } from '../core/digest-input.ts';
import { ALARM_WINDOW } from '../core/false-alarms.ts';
import { personId } from '../core/ids.ts';
import { VERDICTS, type Verdict } from '../core/model.ts';
import type { Outreach } from '../core/outreach.ts';
import { listAudienceRefs } from '../storage/audiences.ts';
import { listChanges } from '../storage/changes.ts';
import { readHeads } from '../storage/heads.ts';
import type { StoredChange } from '../storage/items.ts';
import { listOutreach } from '../storage/outreach.ts';
import { listSuggested } from '../storage/suggestions.ts';
import { ownersOf } from './owners.ts';
import { noParams, statsQuery } from './parameters.ts';
import { type HistoryApiDeps, jsonRoute } from './route.ts';
import { countShape, instantOf, instantShape } from './shapes.ts';
import { MOST_READ } from './walk.ts';

/** Owners and audiences that one answer is about, at most. */
const MOST_OWNERS = 50;
const MOST_HEADS = 5_000;

export const statsShape = z.strictObject({
  /** Whose numbers these are. */
  owners: z.array(z.string()),
  /** Of all changes asked about, those from here on are counted; later than `from` if there are more than 5,000. */
  from: instantShape.optional(),
  to: instantShape.optional(),
  /** False if there were more changes, or owners, than one answer counts: ask for a shorter time, or one owner. */
  complete: z.boolean(),
  changes: z.strictObject({ gained: countShape, lost: countShape, returned: countShape, moved: countShape }),
  /** Why people left, the most frequent first. */
  causes: z.array(z.strictObject({ verdict: z.enum(VERDICTS), count: countShape })),
  /** Who stands where, of all who were ever suggested or approached. `suggested`: in a digest of the last year, and nothing came of it yet. */
  outreach: z.array(z.strictObject({ state: z.enum(OUTREACH_STATES), count: countShape })),
  /** Of those who left in that time and were approached, how many came back afterwards. */
  winBack: z.strictObject({ approached: countShape, returned: countShape }),
  falseAlarms: z.strictObject({ told: countShape, seenAgain: countShape, window: z.string() }),
});

export const readStatsRoute = jsonRoute(
  {
    method: 'GET',
    path: '/v1/stats',
    summary: 'Why people left, what came of approaching them, and how often a loss was told that was none.',
    scope: 'read',
    params: noParams,
    query: statsQuery,
    response: statsShape,
  },
  async ({ deps, grant, query }) => {
    const all = ownersOf(grant, query.owner);
    const owners = all.slice(0, MOST_OWNERS);
    const sums = new Sums();
    let isWhole = owners.length === all.length;
    let left = MOST_READ;
    for (const owner of owners) {
      const [outreach, suggested] = await Promise.all([
        listOutreach(deps.db, owner),
        listSuggested(deps.db, owner, deps.clock.now()),
      ]);
      sums.addOutreach(outreach, suggested);
      isWhole = (await addAlarms(deps, owner, sums)) && isWhole;
      const { items, next } = await listChanges(
        deps.db,
        { owner },
        {
          ...{ from: query.from, to: query.to, limit: Math.max(1, left), newestFirst: true, now: deps.clock.now() },
        },
      );
      for (const change of items) sums.addChange(change, outreach);
      left -= items.length;
      isWhole = next === undefined && isWhole;
    }
    const { changes, causes, states, winBack, alarms, oldest } = sums;
    return {
      owners: [...owners],
      from: instantOf(isWhole ? query.from : (oldest ?? query.from)),
      to: instantOf(query.to),
      complete: isWhole,
      changes,
      causes: [...causes].map(([verdict, count]) => ({ verdict, count })).sort((a, b) => b.count - a.count),
      outreach: OUTREACH_STATES.map((state) => ({ state, count: states.get(state) ?? 0 })),
      winBack,
      falseAlarms: { ...alarms, window: ALARM_WINDOW },
    };
  },
);

class Sums {
  readonly changes = { gained: 0, lost: 0, returned: 0, moved: 0 };
  readonly causes = new Map<Verdict, number>();
  readonly states = new Map<Outreach['state'], number>();
  readonly winBack = { approached: 0, returned: 0 };
  readonly alarms = { told: 0, seenAgain: 0 };
  oldest: number | undefined;

  /** Digests note whom they suggest in a list of their own; with the owner's first word somebody has a standing besides. */
  addOutreach(outreach: ReadonlyMap<string, Outreach>, suggested: ReadonlyMap<string, number>): void {
    const add = (state: Outreach['state']) => this.states.set(state, (this.states.get(state) ?? 0) + 1);
    for (const { state } of outreach.values()) add(state);
    for (const id of suggested.keys()) if (!outreach.has(id)) add('suggested');
  }

  addChange(change: StoredChange, outreach: ReadonlyMap<string, Outreach>): void {
    const { kind, verdict, network, person, audienceKind, detectedAt } = change;
    this.oldest = detectedAt;
    if (audienceKind === 'following') return;
    if (kind !== 'edited') this.changes[kind] += 1;
    if (kind === 'lost' && verdict !== undefined) this.causes.set(verdict, (this.causes.get(verdict) ?? 0) + 1);
    const stands = outreach.get(personId(network, person.id));
    const firstInvited = stands?.history.find(({ step }) => step === 'invited')?.at;
    if (firstInvited === undefined) return;
    if (kind === 'lost') this.winBack.approached += 1;
    if (kind === 'returned' && change.at >= firstInvited) this.winBack.returned += 1;
  }
}

/** @returns false if the owner has more audiences than one answer looks at */
async function addAlarms({ db }: HistoryApiDeps, owner: string, sums: Sums): Promise<boolean> {
  const keys = [...new Set((await listAudienceRefs(db, owner)).map(({ key }) => key))];
  for (const head of await readHeads(db, keys.slice(0, MOST_HEADS))) {
    sums.alarms.told += head?.alarms?.told ?? 0;
    sums.alarms.seenAgain += head?.alarms?.seenAgain ?? 0;
  }
  return keys.length <= MOST_HEADS;
}
