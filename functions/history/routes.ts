import { listAccountsRoute } from './accounts.ts';
import { listAudiencesRoute, readAudienceRoute } from './audiences.ts';
import { listAudienceChangesRoute, listChangesRoute, listPersonChangesRoute } from './changes.ts';
import { listDigestsRoute, readDigestRoute } from './digests.ts';
import { healthRoute } from './health.ts';
import type { Route } from './route.ts';
import { listSnapshotsRoute } from './snapshots.ts';
import { unsubscribePageRoute, unsubscribeRoute } from './unsubscribe.ts';

/** Every path there is. */
export const ROUTES: readonly Route[] = [
  healthRoute,
  listAccountsRoute,
  listAudiencesRoute,
  readAudienceRoute,
  listSnapshotsRoute,
  listAudienceChangesRoute,
  listChangesRoute,
  listPersonChangesRoute,
  listDigestsRoute,
  readDigestRoute,
  unsubscribePageRoute,
  unsubscribeRoute,
];
