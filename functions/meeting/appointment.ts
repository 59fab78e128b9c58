import type { MeetingTime } from '../core/meeting-times.ts';

/** A meeting that the owner plans, for calendars. Nobody is invited by it: it is the owner's own note. */
export interface Appointment extends MeetingTime {
  /** Stable, so that a changed appointment replaces itself. Letters, digits, `-` and `@`. */
  readonly uid: string;
  /** "Coffee with Ada". Hostile text: it may hold a stranger's name. */
  readonly title: string;
  /** What to remember: who they are, their promise, the link of their profile. */
  readonly description: string;
  /** A room's address or a place in words. */
  readonly location?: string;
  /** When it was made or last changed, epoch ms; never later than it is written. */
  readonly stampedAt: number;
  /** Rises with every change (RFC 5545, 3.8.7.4). */
  readonly sequence?: number;
  readonly isCancelled?: boolean;
}
