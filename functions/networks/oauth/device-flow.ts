import { setTimeout as pause } from 'node:timers/promises';
import * as oauth from 'oauth4webapi';
import { ConsentRefusedError } from './code-flow.ts';
import { GrantRefusedError, type RefreshDeps } from './refresher.ts';
import { asked, authOf, type Granted, grantedOf, type OAuthClient, serverAt } from './requests.ts';
import type { Addresses } from './sign-in.ts';

/** What the person types in, and where. */
export interface DeviceCode {
  readonly userCode: string;
  readonly address: string;
}

export interface DeviceDeps extends RefreshDeps {
  readonly wait?: (ms: number) => Promise<unknown>;
  /** Shows the code; the flow goes on by asking until the person has typed it in. */
  readonly show: (code: DeviceCode) => void;
}

/**
 * Signs in by a code that is typed in at the network (RFC 8628).
 * @throws ConsentRefusedError, GrantRefusedError (an expired code among others), UnavailableError, InvalidResponseError
 */
export async function signInByDevice(
  addresses: Addresses,
  client: OAuthClient,
  scopes: readonly string[],
  deps: DeviceDeps,
): Promise<Granted> {
  const { device } = addresses;
  if (device === undefined) throw new RangeError('There is no device flow here.');
  const server = serverAt(addresses.token, { device_authorization_endpoint: device });
  const known = { client_id: client.clientId };
  const begun = await asked(device, deps, async (options) =>
    oauth.processDeviceAuthorizationResponse(
      server,
      known,
      await oauth.deviceAuthorizationRequest(server, known, authOf(client), { scope: scopes.join(' ') }, options),
    ),
  );
  deps.show({ userCode: begun.user_code, address: begun.verification_uri });
  const until = deps.wall() + begun.expires_in * 1000;
  let seconds = begun.interval ?? 5;
  while (deps.wall() < until) {
    await (deps.wait ?? pause)(seconds * 1000);
    try {
      return await asked(addresses.token, deps, async (options) => {
        const auth = authOf(client);
        const response = await oauth.deviceCodeGrantRequest(server, known, auth, begun.device_code, options);
        return grantedOf(await oauth.processDeviceCodeResponse(server, known, response), deps.wall());
      });
    } catch (error) {
      if (!(error instanceof GrantRefusedError)) throw error;
      if (error.code === 'access_denied') {
        throw new ConsentRefusedError('You did not allow it, so nothing was stored.', { cause: error });
      }
      // RFC 8628, 3.5: five seconds more each time.
      if (error.code === 'slow_down') seconds += 5;
      else if (error.code !== 'authorization_pending') throw error;
    }
  }
  throw new GrantRefusedError('The code was not typed in in time. Begin again.', 'expired_token');
}
