import type { Config } from '../../functions/runtime/config-schema.ts';

/**
 * The zone that times are said in: the owners', as in their mails, wherever all of them have the same.
 * @param machine of the machine, for owners in several zones
 */
export function zoneOf<M extends string | undefined>({ owners }: Pick<Config, 'owners'>, machine: M): string | M {
  const [zone, ...others] = new Set(owners.map(({ timeZone }) => timeZone));
  return zone === undefined || others.length > 0 ? machine : zone;
}
