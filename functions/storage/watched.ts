import type { Head } from './items.ts';

/**
 * Whether a list is read, or would be if it could. An account's likes are those on its watched posts, in the mail, the
 * API and on the console alike: posts close one by one, and nobody looks at them any more.
 */
export function isWatched({ status }: Pick<Head, 'status'>): boolean {
  return status === 'active' || status === 'parked';
}
