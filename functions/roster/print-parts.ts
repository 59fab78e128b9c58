import type { Profile } from '../core/model.ts';

/** See `fingerprint.ts`. */
export interface Fingerprint {
  text: number;
  rest: number;
}

export const flagsOf = ({ isProtected, isMemorial, isBot }: Profile): number =>
  (isProtected ? 1 : 0) | (isMemorial ? 2 : 0) | (isBot ? 4 : 0);

/** An avatar's address without its query and fragment, which change for everybody. */
export function pathOf(url: string | undefined): string {
  if (url === undefined) return '';
  const query = url.indexOf('?');
  const path = query === -1 ? url : url.slice(0, query);
  const fragment = path.indexOf('#');
  return fragment === -1 ? path : path.slice(0, fragment);
}
