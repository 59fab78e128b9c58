import { clip } from '../core/clip.ts';
import { NETWORK_NAMES } from '../core/digest-audiences.ts';
import type { DigestContent } from '../core/digest-model.ts';
import { safeUrl } from './html.ts';
import { countWords } from './words.ts';

/** Which new exports are due, how old the last ones are, and how to get the next. */
export function exportsOf(
  { exports = [] }: DigestContent,
  most: number,
): readonly { what: string; how: string; link?: string }[] {
  return exports.map(({ accountId, network, days, link, steps }) => {
    const name = clip(accountId.slice(accountId.indexOf(':') + 1), Math.min(80, most));
    const age =
      days === undefined
        ? 'none has been imported yet'
        : `the last is ${countWords(days, 'day', 'days')} old, so who left since cannot be seen`;
    const address = safeUrl(link);
    return {
      what: `${NETWORK_NAMES[network]}, ${name}: ${age}.`,
      how: clip(steps, 3 * most),
      ...(address === undefined ? {} : { link: address }),
    };
  });
}
