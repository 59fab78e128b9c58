import { type Decision, decide } from '../../functions/core/decide.ts';
import type { AudienceKind, Finding, ListedPerson, RosterRow } from '../../functions/core/model.ts';

/** An audience that lives through pulls by the rules alone: no network, no storage. */
export class AudienceInMemory {
  readonly rows = new Map<string, RosterRow>();
  readonly kind: AudienceKind;
  pulls = 0;

  constructor(kind: AudienceKind = 'followers') {
    this.kind = kind;
  }

  /** One complete, accepted pull that listed `people`. */
  pull(
    people: readonly ListedPerson[],
    at: number,
    options: { readonly canVerify?: boolean; readonly findings?: readonly Finding[] } = {},
  ): Decision {
    const listed = new Map(people.map((person) => [person.id, person]));
    const rows = [...this.rows.values()];
    const findings = new Map((options.findings ?? []).map((finding) => [finding.id, finding]));
    const decision = decide({
      kind: this.kind,
      at,
      pull: this.pulls + 1,
      isBaseline: this.pulls === 0,
      expected: rows.filter((row) => row.state !== 'lost').length,
      unseen: rows.filter((row) => row.state !== 'lost' && !listed.has(row.id)),
      seen: rows.flatMap((row) => {
        const person = listed.get(row.id);
        if (person === undefined) return [];
        const isEdited = JSON.stringify(person.profile) !== JSON.stringify(row.profile);
        return row.state === 'present' && !isEdited ? [] : [{ row, listed: person, isEdited }];
      }),
      fresh: [...listed.values()].filter((person) => !this.rows.has(person.id)),
      listsFullProfiles: false,
      canVerify: options.canVerify ?? false,
      findings,
      hydrated: new Map(),
      hydratedRows: [],
    });
    for (const id of decision.drops) this.rows.delete(id);
    for (const row of decision.puts) this.rows.set(row.id, row);
    this.pulls += 1;
    return decision;
  }

  stateOf(id: string): string {
    return this.rows.get(id)?.state ?? 'unknown';
  }
}

export function person(id: string, handle = id): ListedPerson {
  return { id, profile: { handle, url: `https://net.example/${handle}` } };
}

export function finding(id: string, facts: Omit<Finding, 'id' | 'evidence'>): Finding {
  return { id, ...facts, evidence: { at: 0, asked: 'relationship', answered: JSON.stringify(facts) } };
}

export const DAY = 86_400_000;
export const HOUR = 3_600_000;
