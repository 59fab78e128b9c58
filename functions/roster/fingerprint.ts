import type { Profile } from '../core/model.ts';
import { bytePrint } from './byte-print.ts';
import type { Fingerprint } from './print-parts.ts';
import { unitPrint } from './unit-print.ts';

export type { Fingerprint } from './print-parts.ts';

/** Ways of making prints, by the number that is stored with them: the first until November 2026, the last from then on. */
export const PRINT_FORMS = ['units', 'bytes'] as const;
export type PrintForm = (typeof PRINT_FORMS)[number];
/** Of prints that are made to be stored. */
export const NEW_PRINTS: PrintForm = 'bytes';

/**
 * What lists say of a profile, in 64 bits: 32 of name and bio, which the lists of some networks leave out, and 32 of the
 * rest. Fields that change for everybody (reach, the query of an avatar's address) are not in it, and an unknown field
 * counts as an empty or false one. Prints that differ are a suspicion, which `differsFrom` settles with the row itself;
 * an edit is overlooked once in four billion. Prints of different forms say nothing about each other.
 * @param profile cleaned as it is stored
 * @param into is written to: nothing is made for each of millions
 */
export function fingerprint(profile: Profile, form: PrintForm, into: Fingerprint): void {
  if (form === 'bytes') bytePrint(profile, into);
  else unitPrint(profile, into);
}
