import type { BackPerson } from './absent-people.ts';
import { isWaiting, type PullInParts } from './compared-pull.ts';
import type { Signals } from './signals.ts';

/**
 * People whose absence began with the same pull. One by one they may have left; together they tell whether that pull was
 * whole. After a real mass loss hardly anybody is back at the second look; after a partial pull nearly everybody is.
 */
export interface Wave {
  /** How many of them are not listed now either. */
  gone: number;
  /** How many were listed again, or are still there by the network's word. */
  back: number;
}

/** Fewer people than this at once are no wave: in a short list each is a large share. */
export const LEAST_OF_A_WAVE = 5;
/** A pull that newly misses more than this share may be a partial one: it cannot bear out another such pull. */
const DOUBTFUL_SHARE = 0.02;
/** More than this share at once, and gone for good, is one event. */
const MASS_SHARE = 0.1;

/** Whether a pull that newly misses so many may be partial. */
export function isDoubtful(count: number, expected: number): boolean {
  return count >= LEAST_OF_A_WAVE && count > expected * DOUBTFUL_SHARE;
}

/** Whether so many at once are a mass loss. */
export function isMass(count: number, expected: number): boolean {
  return count >= LEAST_OF_A_WAVE && count > expected * MASS_SHARE;
}

/** The waves that still wait, by the number of the pull they began with. */
export function wavesOf(
  pull: Pick<PullInParts, 'unseen' | 'back'>,
  signals: Signals,
): ReadonlyMap<number, Readonly<Wave>> {
  const waves = new Map<number, Wave>();
  const waveOf = (person: BackPerson): Wave | undefined => {
    if (!isWaiting(person) || person.absentAtPull === undefined) return undefined;
    const wave = waves.get(person.absentAtPull) ?? { gone: 0, back: 0 };
    waves.set(person.absentAtPull, wave);
    return wave;
  };
  let number = 0;
  for (const person of pull.unseen) {
    const wave = waveOf(person);
    if (wave !== undefined) wave[signals.at(number) === 'still-there' ? 'back' : 'gone'] += 1;
    number += 1;
  }
  for (const person of pull.back) {
    const wave = waveOf(person);
    if (wave !== undefined) wave.back += 1;
  }
  return waves;
}

export const sizeOf = ({ gone, back }: Readonly<Wave>): number => gone + back;

/**
 * Whether a wave is borne out by this pull: the share of it that is still gone lies nearer to all than to `missedShare`,
 * which is what this pull would miss of anybody if both pulls were partial and had nothing to do with each other.
 * @param missedShare share of those who were there until now whom this pull does not list
 */
export function isBorneOut(wave: Readonly<Wave>, missedShare: number): boolean {
  return wave.gone / sizeOf(wave) >= (1 + missedShare) / 2;
}
