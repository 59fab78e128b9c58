const LEAST_ROOM = 64;

/** Since when somebody is not present, by slot: two numbers each, for those alone whom it is about. */
export class AwaySince {
  private slots = new Uint32Array(0);
  private times = new Float64Array(0);
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** @throws RangeError if slots do not go up */
  push(slot: number, since: number): void {
    if (this.count > 0 && slot <= (this.slots[this.count - 1] ?? 0)) throw new RangeError('Slots have to go up.');
    if (this.count === this.slots.length) this.grow();
    this.slots[this.count] = slot;
    this.times[this.count] = since;
    this.count += 1;
  }

  /** @returns undefined for whoever is present */
  at(slot: number): number | undefined {
    let first = 0;
    let end = this.count;
    while (first < end) {
      const middle = (first + end) >>> 1;
      if ((this.slots[middle] ?? 0) < slot) first = middle + 1;
      else end = middle;
    }
    return first < this.count && this.slots[first] === slot ? this.times[first] : undefined;
  }

  /** Slot of number `n` of them; slots go up. */
  slotOf(n: number): number {
    return this.slots[n] ?? 0;
  }

  /** Since when number `n` of them is not present. */
  timeOf(n: number): number {
    return this.times[n] ?? 0;
  }

  private grow(): void {
    const room = Math.max(LEAST_ROOM, Math.ceil(this.count * 1.5));
    const slots = new Uint32Array(room);
    const times = new Float64Array(room);
    slots.set(this.slots);
    times.set(this.times);
    this.slots = slots;
    this.times = times;
  }
}
