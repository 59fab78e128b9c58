import type { Profile } from '../core/model.ts';
import { printBytes, profileRoom } from './byte-print.ts';
import { type Fingerprint, fingerprint, NEW_PRINTS, type PrintForm } from './fingerprint.ts';
import type { Roster } from './roster.ts';

/** The prints by which a roster knows people whose rows are not in memory. */
export class KnownPrints {
  private readonly roster: Roster;
  private readonly forms: readonly PrintForm[];
  private readonly print: Fingerprint = { text: 0, rest: 0 };

  constructor(roster: Roster) {
    this.roster = roster;
    this.forms = roster.printForms;
  }

  /** Whether some are known by the prints that are made of {@link profileRoom}. */
  get areOfBytes(): boolean {
    return this.forms.includes(NEW_PRINTS);
  }

  /** Whether whoever is in a slot is known by the prints of this profile. */
  areOf(slot: number, profile: Profile): boolean {
    const hasText = profile.name !== undefined || profile.bio !== undefined;
    // Of whom a print of one form is known, one of another is not that of their profile but by accident.
    for (const form of this.forms) {
      fingerprint(profile, form, this.print);
      if (this.areKnown(slot, hasText)) return true;
    }
    return false;
  }

  /** As {@link areOf}, of the profile without flags that {@link profileRoom} holds. */
  areOfRoom(slot: number): boolean {
    printBytes(profileRoom, 0, this.print);
    return this.areKnown(slot, profileRoom.textEnd > profileRoom.restEnd);
  }

  private areKnown(slot: number, hasText: boolean): boolean {
    const { text, rest } = this.print;
    return this.roster.hasPrint(slot, hasText ? text : undefined, rest) === true;
  }
}
