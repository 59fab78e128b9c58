import type { ListedPerson, Profile } from '../core/model.ts';
import { printBytes, profileRoom } from './byte-print.ts';
import { differsFrom } from './differs.ts';
import { type Fingerprint, fingerprint, type PrintForm } from './fingerprint.ts';
import type { Roster } from './roster.ts';
import { wholePrint } from './row-print.ts';

/** The profiles that a roster knows: by their rows, where they are in memory, else by their prints. */
export class KnownProfiles {
  private readonly roster: Roster;
  private readonly forms: readonly PrintForm[];
  private readonly print: Fingerprint = { text: 0, rest: 0 };

  constructor(roster: Roster) {
    this.roster = roster;
    this.forms = roster.printForms;
  }

  /** Whether somebody is listed as the very profile that the roster holds, or with the prints that it knows. */
  isSame(slot: number, listed: ListedPerson): boolean {
    const held = this.roster.heldAt(slot);
    if (held === undefined) return this.areOf(slot, listed.profile);
    return held.profile === listed.profile && held.since === listed.since;
  }

  /** Whether somebody, cleaned, is listed otherwise than the roster knows them, for sure if their row is in memory. */
  mayDiffer(slot: number, person: ListedPerson): boolean {
    const held = this.roster.heldAt(slot);
    return held === undefined ? !this.areOf(slot, person.profile) : differsFrom(held, person);
  }

  /** Whether some are known by the prints that are made of {@link profileRoom}. */
  get areOfBytes(): boolean {
    return this.forms.includes('bytes') || this.areOfRows;
  }

  /** Whether all of them are known by prints that are made of {@link profileRoom}. */
  get areOfBytesOnly(): boolean {
    return !this.forms.includes('units');
  }

  /** Whether some are known by the prints of their rows. */
  get areOfRows(): boolean {
    return this.forms.includes('rows');
  }

  /** Whether whoever is in a slot is known by the prints of this profile. */
  private areOf(slot: number, profile: Profile): boolean {
    const hasText = profile.name !== undefined || profile.bio !== undefined;
    // Of whom a print of one form is known, one of another is not that of their profile but by accident.
    for (const form of this.forms) {
      fingerprint(profile, form, this.print);
      if (this.areKnown(slot, form, hasText)) return true;
    }
    return false;
  }

  /** Whether whoever is in a slot is known by the prints of the profile, without flags, that {@link profileRoom} holds. */
  areOfRoom(slot: number): boolean {
    printBytes(profileRoom, 0, this.print);
    const hasText = profileRoom.textEnd > profileRoom.restEnd;
    for (const form of this.forms) if (form !== 'units' && this.areKnown(slot, form, hasText)) return true;
    return false;
  }

  /** Print of the profile that was asked about last. */
  get last(): number {
    return wholePrint(this.print);
  }

  private areKnown(slot: number, form: PrintForm, hasText: boolean): boolean {
    const { text, rest } = this.print;
    const { roster } = this;
    if (form === 'rows') return roster.hasPrint(slot, this.last, undefined) === true;
    return roster.hasPrint(slot, hasText ? text : undefined, rest) === true;
  }
}
