import type { DigestExport } from '../core/digest-model.ts';
import { exportAge, lastExportOf } from '../core/export-age.ts';
import { exportSteps } from '../core/export-steps.ts';
import { durationMs } from '../runtime/config-fields.ts';
import type { OwnerConfig } from '../runtime/config-schema.ts';
import type { AccountWithHeads } from './gather-people.ts';

/**
 * Accounts whose next export is due: monthly unless set. An account that waits for its first is among them; one whose
 * lists are read by API is not.
 * @param now calendar, epoch ms
 */
export function exportsDue(
  accounts: readonly AccountWithHeads[],
  owner: Pick<OwnerConfig, 'accounts'>,
  now: number,
): DigestExport[] {
  return accounts.flatMap(({ account, heads }): DigestExport[] => {
    const steps = exportSteps(account.network);
    if (steps === undefined || account.status !== 'active') return [];
    const { accountId, network, reading } = account;
    const takenAt = lastExportOf(heads.filter(({ status }) => status === 'active'));
    if (takenAt === undefined) return reading === 'export' ? [{ accountId, network, ...steps }] : [];
    const wanted = owner.accounts.find(({ id }) => id === accountId)?.exportEvery;
    const { days, isDue } = exportAge(takenAt, now, wanted === undefined ? undefined : durationMs(wanted));
    return isDue ? [{ accountId, network, takenAt, days, ...steps }] : [];
  });
}
