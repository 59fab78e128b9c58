import { SIGNALS, type Signal } from './states.ts';

/** A signal of each of many people, by their number: a byte each. */
export class Signals {
  private readonly places: Uint8Array;

  constructor(length: number) {
    this.places = new Uint8Array(length);
  }

  get length(): number {
    return this.places.length;
  }

  at(number: number): Signal {
    return SIGNALS[this.places[number] ?? -1] ?? 'absent';
  }

  set(number: number, signal: Signal): void {
    this.places[number] = SIGNALS.indexOf(signal);
  }
}
