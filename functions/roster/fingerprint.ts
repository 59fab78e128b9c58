import type { Profile } from '../core/model.ts';
import { bytePrint } from './byte-print.ts';
import type { Fingerprint } from './print-parts.ts';
import { unitPrint } from './unit-print.ts';

export type { Fingerprint } from './print-parts.ts';

/**
 * Forms of prints, by the number that is stored with them: `units` until November 2026, `bytes` from then on. In place of
 * the two prints of a profile, `rows` holds one of both and one of the row that showed it (see `row-print.ts`).
 */
export const PRINT_FORMS = ['units', 'bytes', 'rows'] as const;
export type PrintForm = (typeof PRINT_FORMS)[number];

/**
 * What lists say of a profile, in 64 bits: 32 of name and bio, which the lists of some networks leave out, and 32 of the
 * rest. Fields that change for everybody (reach, the query of an avatar's address) are not in it, and an unknown field
 * counts as an empty or false one. Prints that differ are a suspicion, which `differsFrom` settles with the row itself;
 * an edit is overlooked once in four billion. Prints of different forms say nothing about each other.
 * @param profile cleaned as it is stored
 * @param form of `rows`, what its print is made of
 * @param into is written to: nothing is made for each of millions
 */
export function fingerprint(profile: Profile, form: PrintForm, into: Fingerprint): void {
  if (form === 'units') unitPrint(profile, into);
  else bytePrint(profile, into);
}
