/** Throttled this often in a row with one list at a time: what is left waits for the next tick. */
const MOST_IN_A_ROW = 3;

/**
 * How many lists are worked on at a time. Halved when the table is asked too much at once, and one more after as many went
 * well as there are at a time: what TCP does, so that several ticks find a pace together that none of them knows.
 */
export class Pace {
  private readonly most: number;
  private now: number;
  private wentWell = 0;
  private slowings = 0;
  private inARow = 0;

  constructor(most: number) {
    this.most = most;
    this.now = most;
  }

  get atOnce(): number {
    return this.now;
  }

  /** How often it was slowed down: to be handed back by whoever began at this moment. */
  get slowed(): number {
    return this.slowings;
  }

  /** The table gives no more however slowly it is asked. */
  get isStuck(): boolean {
    return this.inARow >= MOST_IN_A_ROW;
  }

  /** The table had no room. Those who began before the last slowing say nothing about the pace since. */
  slower(began: number): void {
    if (began !== this.slowings) return;
    this.inARow = this.now === 1 ? this.inARow + 1 : 0;
    this.slowings += 1;
    this.wentWell = 0;
    this.now = Math.max(1, Math.floor(this.now / 2));
  }

  wellDone(began: number): void {
    if (began !== this.slowings) return;
    this.inARow = 0;
    this.wentWell += 1;
    if (this.wentWell < this.now) return;
    this.wentWell = 0;
    this.now = Math.min(this.most, this.now + 1);
  }
}
