import type { ListedPerson } from '../core/model.ts';
import { finish, PRIME } from '../core/murmur.ts';
import { bytePrint } from './byte-print.ts';
import type { Fingerprint } from './print-parts.ts';

/** One print of both of a profile, for where there is room for one. */
export function wholePrint({ text, rest }: Fingerprint): number {
  return finish(Math.imul(text, PRIME) ^ rest);
}

/**
 * The print of a row together with that of the profile that it shows, or, of both together, that of the row. Kept like
 * this it comes out only where the profile is still the one that the row showed, whoever has changed it since: nobody
 * has to think of taking it away.
 */
export function boundTo(profilePrint: number, rowPrint: number): number {
  return (rowPrint ^ profilePrint) >>> 0;
}

const print: Fingerprint = { text: 0, rest: 0 };

/** Somebody, cleaned, with the print of the row that shows their profile; as they are if there is none. */
export function withRowPrint<T extends Pick<ListedPerson, 'profile' | 'rowPrint'>>(person: T, rowPrint = 0): T {
  if (rowPrint === 0) return person;
  bytePrint(person.profile, print);
  return { ...person, rowPrint: boundTo(wholePrint(print), rowPrint) };
}
