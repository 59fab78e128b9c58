/**
 * So few that what is made of them dies young. Of what is made of a hundred and more before any of it is let go, the
 * engine comes to believe that it lives for long, and keeps all of its kind among what does.
 */
export const FEW = 50;

/** All of them, in order, a few at a time. */
export function* fewAtATime<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += FEW) yield all.slice(at, at + FEW);
}
