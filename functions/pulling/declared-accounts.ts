import { type AccountConfig, accountSchema } from '../runtime/config-schema.ts';
import type { Declared } from '../storage/declared.ts';

/**
 * The configuration's accounts with what the API says about them: its word counts, until it says another. What an older
 * release wrote and this one cannot read is left out.
 */
export function withDeclared(
  configured: readonly AccountConfig[],
  declared: readonly Declared[],
): readonly AccountConfig[] {
  const said = new Map(declared.map((one) => [one.accountId, accountOf(one)]));
  const kept = configured.flatMap((account) => (said.has(account.id) ? (said.get(account.id) ?? []) : [account]));
  const names = new Set(configured.map(({ id }) => id));
  return [...kept, ...[...said].flatMap(([id, account]) => (names.has(id) ? [] : (account ?? [])))];
}

function accountOf({ account }: Declared): AccountConfig | undefined {
  return account === undefined ? undefined : accountSchema.safeParse(account).data;
}
