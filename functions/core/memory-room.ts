interface Need {
  readonly key: string;
  readonly bytes: number;
}

/** Of the budget: what is only for small lists, and the most that one of them takes. */
const SMALL = 1 / 4;
/** Of the budget: what large lists may take together, and so what the largest counts for. */
const LARGE = 1 - SMALL;

/**
 * Who has how much of the memory. A quarter of it is only for small lists, so that they always find room beside the
 * largest; a list that is larger than the other three quarters counts as three quarters, and is the only large one then.
 * The first that finds no room has a place kept for it: until it has come, nobody takes more than the small ones' quarter.
 */
export class MemoryRoom {
  private readonly budget: number;
  private readonly taken = new Map<string, number>();
  private kept: Need | undefined;

  constructor(budget: number) {
    this.budget = budget;
  }

  /** Takes its share; whoever has one already keeps it. False if there is no room now. */
  take(need: Need): boolean {
    if (this.taken.has(need.key)) return true;
    if (!this.isRoomFor(need)) {
      this.kept ??= need;
      return false;
    }
    this.taken.set(need.key, this.shareOf(need));
    this.forget(need);
    return true;
  }

  leave({ key }: Need): void {
    this.taken.delete(key);
  }

  /** It does not come any more; what it has taken it keeps until it leaves. */
  forget({ key }: Need): void {
    if (this.kept?.key === key) this.kept = undefined;
  }

  /** Whether a large list waits for room, and this one is large itself. */
  isInTheWay({ key }: Need): boolean {
    return this.kept !== undefined && !this.isSmall(this.shareOf(this.kept)) && !this.isSmall(this.taken.get(key) ?? 0);
  }

  private isRoomFor(need: Need): boolean {
    const shares = [...this.taken.values()];
    const small = sum(shares.filter((share) => this.isSmall(share)));
    const all = sum(shares);
    const share = this.shareOf(need);
    const other = this.kept?.key === need.key ? undefined : this.kept;
    const isFree = other === undefined && all + share <= this.budget;
    if (!this.isSmall(share)) return isFree && all - small + share <= this.budget * LARGE;
    const others = other === undefined || !this.isSmall(this.shareOf(other)) ? 0 : this.shareOf(other);
    return isFree || small + others + share <= this.budget * SMALL;
  }

  private isSmall(share: number): boolean {
    return share <= this.budget * SMALL;
  }

  private shareOf({ bytes }: Need): number {
    return Math.min(bytes, this.budget * LARGE);
  }
}

const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0);
