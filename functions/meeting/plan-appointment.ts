import { createHash } from 'node:crypto';
import type { Plan } from '../storage/plans.ts';
import type { Appointment } from './appointment.ts';

/** A plan for calendars. Its uid stays when the plan changes, and tells nobody whom it is about. */
export function appointmentOf(owner: string, plan: Plan): Appointment {
  const { start, end, title, description, location, stampedAt, sequence, isCancelled } = plan;
  const name = createHash('sha256').update([owner, plan.edition, plan.personId].join('\n')).digest('hex').slice(0, 32);
  return {
    ...{ uid: `${name}@rekindle`, start, end, title, description, stampedAt, sequence },
    ...(location === undefined ? {} : { location }),
    ...(isCancelled === undefined ? {} : { isCancelled }),
  };
}
