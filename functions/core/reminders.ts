import type { Outreach } from './outreach.ts';

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
/** After so many weeks without contact the owner is reminded to write again, unless they set another number. */
export const WRITE_AGAIN_WEEKS = 12;
/** The longest that an owner may set: ten years. */
export const MOST_WRITE_AGAIN_WEEKS = 520;
/** Whoever does not act on a reminder gets it again after so many weeks, and not every week. */
const AGAIN_WEEKS = 4;

/** Whether the two have met, whatever was said of them since. */
export function hasMet({ state, history }: Outreach): boolean {
  return state === 'met' || history.some(({ step }) => step === 'met');
}

/** Whether the owner invited them, whatever came of it. */
export function wasInvited({ state, history }: Outreach): boolean {
  return state === 'invited' || history.some(({ step }) => step === 'invited');
}

/**
 * When the two were last in contact: the owner's word, or theirs as we saw it.
 * @param heardAt when they last replied to the owner, epoch ms
 */
export function lastContact({ contactAt, history }: Outreach, heardAt?: number): number | undefined {
  const times = [
    ...(contactAt === undefined ? [] : [contactAt]),
    ...(heardAt === undefined ? [] : [heardAt]),
    ...history.filter(({ step }) => step === 'met').map(({ at }) => at),
  ];
  return times.length === 0 ? undefined : Math.max(...times);
}

/**
 * When the owner wants to hear of them again; undefined if never. A date that the owner set counts until there is
 * contact after it; else, of whom they have met, so many weeks after the last contact, which any contact restarts.
 */
export function nextReminder(outreach: Outreach, heardAt?: number): number | undefined {
  const { state, remindAt, writeAgainWeeks = WRITE_AGAIN_WEEKS } = outreach;
  if (state === 'never') return undefined;
  const contact = lastContact(outreach, heardAt);
  if (remindAt !== undefined && (contact === undefined || contact < remindAt)) return remindAt;
  if (!hasMet(outreach) || contact === undefined || writeAgainWeeks === 0) return undefined;
  return contact + writeAgainWeeks * WEEK_MS;
}

/** Whether a reminder that is due at `due` belongs into the digest of the time after `from`, up to `to`. */
export function isReminded(due: number, { from, to }: { readonly from: number; readonly to: number }): boolean {
  if (due > to) return false;
  const every = AGAIN_WEEKS * WEEK_MS;
  const latest = due + Math.floor((to - due) / every) * every;
  return latest > from;
}
