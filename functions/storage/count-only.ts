import type { Head } from './items.ts';

/** The network tells how many there are and not who. From a number nobody is ever named as gained or lost. */
export function isCountOnly(
  head: Pick<Head, 'version' | 'lastError' | 'networkCount'>,
): head is typeof head & { readonly networkCount: number } {
  return head.version === 0 && head.lastError?.code === 'not-visible' && head.networkCount !== undefined;
}
