import { nextSlot } from '../core/digest-period.ts';
import type { Config } from '../runtime/config-schema.ts';

/** When the next digest that shows an account goes out to its first recipient; undefined if none does. */
export function nextDigestAt(
  config: Config,
  account: { readonly owner: string; readonly accountId: string },
  now: number,
): number | undefined {
  const owner = config.owners.find(({ id }) => id === account.owner);
  const times = (owner?.digests ?? [])
    .filter((digest) => digest.accounts?.includes(account.accountId) ?? true)
    .flatMap((digest) =>
      digest.recipients.map((recipient) => {
        const timeZone = recipient.timeZone ?? owner?.timeZone ?? 'UTC';
        return nextSlot({ weekday: digest.weekday, time: digest.time, timeZone }, now).at;
      }),
    );
  return times.length === 0 ? undefined : Math.min(...times);
}
