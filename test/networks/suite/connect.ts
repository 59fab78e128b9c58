import { NETWORK_IDS, type NetworkId } from '../../../functions/core/model.ts';
import type { Connector } from '../../../functions/networks/network.ts';
import type { Purse } from '../../../functions/networks/purse.ts';
import { connectorFor } from '../../../functions/networks/registry.ts';
import { NOW } from '../fakes/connect.ts';

/** A purse that is never empty: what things cost is not this suite's question. */
const purse: Purse = {
  affordable: async (_, most) => most,
  spend: async (_, ask) => (await ask()).value,
};

/** A connector as the pull makes one, with a clock that stands still and no waiting. Each has its own memory. */
export function connectorTo(url: string, { accountId, token }: { accountId: string; token?: string }): Connector {
  const network = accountId.slice(0, accountId.indexOf(':')) as NetworkId;
  return connectorFor(
    { network, accountId },
    {
      baseUrls: Object.fromEntries(NETWORK_IDS.map((id) => [id, url])),
      fetch,
      wall: () => NOW,
      wait: async () => undefined,
      timeoutMs: 400,
      spending: { purse, ownsApp: false },
      ...(token !== undefined && { token }),
    },
  );
}
