/**
 * One invented person of the demo. All of them, their hosts and their projects are made up; hosts end in `.example`.
 * Days count from the day the demo starts: 40 days earlier is -40.
 */
export interface Member {
  /** How the story calls them; also their handle's first part unless `handle` is set. */
  readonly key: string;
  /** Absent: somebody who is known by handle only. */
  readonly name?: string;
  readonly handle?: string;
  readonly bio?: string;
  readonly location?: string;
  readonly website?: string;
  readonly organisation?: string;
  readonly fields?: readonly (readonly [name: string, value: string])[];
  readonly reach?: number;
  readonly actorUri?: string;
  readonly isBot?: boolean;
  readonly isLocked?: boolean;
  readonly isMemorial?: boolean;
  /** The day they followed the owner; absent for those who do not, or only later, in the story. */
  readonly follows?: number;
  /** The day the owner followed them. */
  readonly followed?: number;
  /** Posts they like, some hours after each was written. */
  readonly likes?: readonly string[];
  /** Repositories they star, and the day. */
  readonly stars?: readonly (readonly [repository: string, day: number])[];
}

/** A post of the owner. */
export interface DemoPost {
  readonly key: string;
  readonly day: number;
  readonly text: string;
}

export interface DemoRepository {
  readonly name: string;
  readonly day: number;
  readonly description: string;
  readonly language: string;
  readonly isFork?: boolean;
}
