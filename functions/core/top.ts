/**
 * Keeps the best few of many in one pass. Whoever is offered twice under one id counts once, with the better score.
 * Ties are decided by id, so that the same people give the same list in whatever order they come.
 */
export class Top<T> {
  private readonly most: number;
  private kept: { readonly id: string; readonly score: number; readonly value: T }[] = [];

  constructor(most: number) {
    this.most = most;
  }

  offer(id: string, score: number, value: T): void {
    if (this.most < 1) return;
    const entry = { id, score, value };
    const last = this.kept.at(-1);
    if (this.kept.length === this.most && last !== undefined && compare(last, entry) <= 0) return;
    const same = this.kept.findIndex((other) => other.id === id);
    if (same >= 0) {
      const before = this.kept[same];
      if (before !== undefined && before.score >= score) return;
      this.kept.splice(same, 1);
    }
    const place = this.kept.findIndex((other) => compare(entry, other) < 0);
    this.kept.splice(place < 0 ? this.kept.length : place, 0, entry);
    this.kept.length = Math.min(this.kept.length, this.most);
  }

  /** Best first. */
  values(): readonly T[] {
    return this.kept.map(({ value }) => value);
  }
}

function compare(a: { id: string; score: number }, b: { id: string; score: number }): number {
  if (a.score !== b.score) return b.score - a.score;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
