/**
 * Keeps everything while there is little, and the better half once there is much: the memory of a digest stays bounded
 * whatever the size of the audience, at a few sorts instead of one per person.
 */
export class BestOf<T> {
  private readonly most: number;
  private kept: { readonly score: number; readonly value: T }[] = [];
  private readonly dropped: (value: T) => void;

  /**
   * @param most up to twice as many are kept untouched; beyond, the best `most`
   * @param dropped told of each one that is let go
   */
  constructor(most: number, dropped: (value: T) => void = () => {}) {
    this.most = most;
    this.dropped = dropped;
  }

  add(score: number, value: T): void {
    this.kept.push({ score, value });
    if (this.kept.length < 2 * this.most) return;
    this.kept.sort((a, b) => b.score - a.score);
    for (const { value: gone } of this.kept.slice(this.most)) this.dropped(gone);
    this.kept.length = this.most;
  }

  *values(): Generator<T> {
    for (const { value } of this.kept) yield value;
  }
}
