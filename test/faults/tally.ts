/** Everything that goes wrong in these weeks. */
export const KINDS = [
  'table throttles',
  'table answers late',
  'table answers never',
  'table leaves part of a batch',
  'race lost',
  'SES throttles',
  'SES rejects',
  'SES answers never',
  'network hangs up',
  'network fails',
  'network limits',
  'network answers without sense',
  'process killed',
  'process hangs',
  'two runs at once',
  'older code runs',
  'older code writes',
  'clock forward',
  'clock back',
] as const;
export type Kind = (typeof KINDS)[number];

/** How often each fault was met. */
export class Tally {
  readonly #counts = new Map<Kind, number>();

  add(kind: Kind): void {
    this.#counts.set(kind, this.of(kind) + 1);
  }

  of(kind: Kind): number {
    return this.#counts.get(kind) ?? 0;
  }

  toString(): string {
    return KINDS.map((kind) => `${kind} ${this.of(kind)}`).join(', ');
  }
}
