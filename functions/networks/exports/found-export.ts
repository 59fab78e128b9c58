import type { AudienceKind, ListedPerson, NetworkId } from '../../core/model.ts';

/** One list of people in an export. */
export interface FoundList {
  readonly kind: AudienceKind;
  /**
   * The people, in parts. May be walked once.
   * @throws ImportError if it cannot be read to its end
   */
  readonly people: () => AsyncIterable<readonly ListedPerson[]>;
  /** Rows that name nobody (restricted or deleted accounts); known once `people` has been walked. */
  readonly passedOver: () => number;
}

/** Whose export it is, as far as it says so itself. */
export interface ExportOwner {
  readonly handle?: string;
  readonly stableId?: string;
}

/** An official export of a network that was recognised by its content. */
export interface FoundExport {
  readonly network: NetworkId;
  readonly owner: ExportOwner;
  /** When the export itself says that it was made, epoch ms. */
  readonly takenAt?: number;
  readonly lists: readonly FoundList[];
}
