import type { NetworkId } from '../core/model.ts';
import { ImportError } from '../networks/exports/errors.ts';

export interface AccountQuestion {
  readonly network: NetworkId;
  /** Whom the file says it is of. */
  readonly handle?: string | undefined;
  /** What was asked for. */
  readonly asked?: string | undefined;
  /** Accounts of the configuration. */
  readonly declared: readonly string[];
}

const EXAMPLES: Partial<Record<NetworkId, string>> = {
  x: 'x:alice',
  instagram: 'instagram:alice',
  facebook: 'facebook:alice.example',
  linkedin: 'linkedin:alice-example',
  list: 'list:newsletter',
};

/**
 * Which account a file belongs to: the one asked for, else the one it names if that is declared, else the only declared
 * one of its network, else the one it names.
 * @throws ImportError if that does not say
 */
export function chooseAccount({ network, handle, asked, declared }: AccountQuestion): string {
  if (asked !== undefined) {
    if (asked.startsWith(`${network}:`)) return asked;
    throw new ImportError(
      network === 'list'
        ? `"${asked}" is no list: expected list:NAME, for this file is no official export that is known here.`
        : `This is an export of ${network}, so it cannot become ${asked}: expected --account ${EXAMPLES[network] ?? `${network}:NAME`}.`,
    );
  }
  const own = declared.filter((id) => id.startsWith(`${network}:`));
  const named = handle === undefined ? undefined : `${network}:${handle}`;
  const same = own.find((id) => id.toLowerCase() === named?.toLowerCase());
  const [only] = own;
  if (same !== undefined) return same;
  if (only !== undefined && own.length === 1) return only;
  if (named !== undefined && own.length === 0) return named;
  throw new ImportError(
    `Say whose list it is with --account ${own.length === 0 ? (EXAMPLES[network] ?? `${network}:NAME`) : own.slice(0, 20).join(' or --account ')}.`,
  );
}
