import { Annotations, type Stack } from 'aws-cdk-lib';
import { howItIsRead } from '../functions/core/reading.ts';
import { connectCommand } from '../functions/networks/oauth/connect-command.ts';
import { networkOf } from '../functions/pulling/reconcile.ts';
import type { AccountConfig, Config } from '../functions/runtime/config-schema.ts';

/**
 * Says before anything is deployed which accounts are not read until somebody connects them, and how. Credentials lie in
 * the account that is deployed to, which synthesizing never asks: `rekindle deploy` does, and refuses without them.
 */
export function noteCredentials(stack: Stack, { owners }: Pick<Config, 'owners'>, stage: string): void {
  const ids = new Set(owners.flatMap(({ accounts }) => accounts.filter(needsCredential).map(({ id }) => id)));
  if (ids.size === 0) return;
  const commands = [...ids].map((id) => `  ${connectCommand(id)} --stage ${stage}`);
  Annotations.of(stack).addInfoV2(
    'rekindle:credentials',
    `Some accounts are read only with a credential. Unless it was done before, connect them now or once this is deployed:\n${commands.join('\n')}\n` +
      `"npm run rekindle -- deploy --stage ${stage}" looks first whether they are there.`,
  );
}

/** GitHub is not read from AWS without a token: its limit for anonymous readers is shared with strangers there. */
function needsCredential({ id, budget }: AccountConfig): boolean {
  const network = networkOf(id);
  const reading = howItIsRead({ network, hasBudget: budget !== undefined, hasCredential: false });
  return network === 'github' || reading === 'credential' || (network === 'x' && reading === 'api');
}
