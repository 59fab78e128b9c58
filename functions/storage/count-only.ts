import type { Head } from './items.ts';

/**
 * The network tells how many there are and not who: either it never says (`countOnly`), or it does not show this list
 * and none was read before. From a number nobody is ever named as gained or lost.
 */
export function isCountOnly(
  head: Pick<Head, 'version' | 'lastError' | 'networkCount' | 'countOnly'>,
): head is typeof head & { readonly networkCount: number } {
  if (head.networkCount === undefined) return false;
  return head.countOnly !== undefined || (head.version === 0 && head.lastError?.code === 'not-visible');
}
