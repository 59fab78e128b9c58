import { strayHistory } from '../../functions/archiving/owners-there.ts';
import { UsageError } from '../../lib/local/laptop-config.ts';
import { type Asked, strayText } from '../../lib/local/status-text.ts';
import { type OpenPlace, type PlaceOptions, placeWords } from './place.ts';

/** Where a command asks, with the configuration apart from the rest. */
export function askedOf({ config, ...elsewhere }: PlaceOptions): Asked {
  return { place: placeWords(elsewhere), config };
}

/**
 * Makes sure that whoever is configured has history there, or nobody has: a restored backup is another owner's perhaps,
 * and must not look empty.
 * @throws UsageError naming whose it is, and what to do
 */
export async function requireOwnHistory(
  { db, config }: Pick<OpenPlace, 'db' | 'config'>,
  options: PlaceOptions,
): Promise<void> {
  const configured = config.owners.map(({ id }) => id);
  const stray = await strayHistory(db, configured);
  if (stray !== undefined) throw new UsageError(strayText(stray, askedOf(options)));
}
