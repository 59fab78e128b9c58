import type { ReplayStep, ReplayTotals, ToldChange } from '../../functions/replaying/replay.ts';
import { people } from '../../lib/local/words.ts';

const WORDS = { gained: 'new', lost: 'left', returned: 'back', edited: 'edited', moved: 'moved' } as const;
const DAY = 86_400_000;
const KIND_WIDTH = 6;

/** A replay as a table for a person: one row a change, mass losses under one heading each, and a summary. */
export class ReplayTable {
  /** People told of each mass loss. */
  private readonly events = new Map<string, number>();

  linesOf(step: ReplayStep): string[] {
    if (!step.accepted) return [`${step.t}  not compared: ${step.reason}`];
    const alone = step.told.filter(({ event }) => event === undefined);
    const together = Map.groupBy(
      step.told.filter(({ event }) => event !== undefined),
      ({ event }) => event ?? '',
    );
    return [
      ...alone.map((change) => `${step.t}  ${rowOf(change)}`),
      ...[...together].flatMap(([event, changes]) => this.eventLines(step.t, event, changes)),
    ];
  }

  summary({ snapshots, refused, gained, lost, returned, missingNow, heldNow }: ReplayTotals): string {
    const lists = `${number(snapshots)} ${snapshots === 1 ? 'list' : 'lists'}`;
    return [
      '',
      refused === 0 ? `${lists}, all compared.` : `${lists}, ${number(refused)} of them not compared.`,
      `Told: ${number(gained)} new, ${number(lost)} left, ${number(returned)} back.`,
      ...[...this.events].map(([event, size]) => `Mass loss ${event}: ${people(size)} at once.`),
      `Not told yet: ${people(missingNow)} missing, ${people(heldNow)} held.`,
    ].join('\n');
  }

  private eventLines(t: string, event: string, changes: readonly ToldChange[]): string[] {
    this.events.set(event, (this.events.get(event) ?? 0) + changes.length);
    const indent = ' '.repeat(t.length + 2);
    const heading = `${t}  ${people(changes.length)} left at once (${event}):`;
    return [heading, ...changes.map((change) => `${indent}${rowOf(change)}`)];
  }
}

const number = (value: number): string => value.toLocaleString('en');

function rowOf({ kind, person, leftAt, verdict, awayMs }: ToldChange): string {
  const notes = [
    ...(leftAt === undefined ? [] : [`gone since ${leftAt}`]),
    ...(verdict === undefined ? [] : [verdict]),
    ...(awayMs === undefined ? [] : [`away for ${Math.round(awayMs / DAY)} days`]),
  ];
  return [WORDS[kind].padEnd(KIND_WIDTH), person, ...(notes.length === 0 ? [] : [notes.join(', ')])].join('  ');
}
