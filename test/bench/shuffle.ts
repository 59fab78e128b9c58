import { mix } from './world.ts';

/** Puts a list into no order: the same each time. */
export function shuffle(list: Uint32Array, seed: number): void {
  for (let at = list.length - 1; at > 0; at -= 1) {
    const other = mix(at * 3 + seed) % (at + 1);
    const was = list[at] ?? 0;
    list[at] = list[other] ?? 0;
    list[other] = was;
  }
}
