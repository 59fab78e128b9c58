import { PAGE_ROUTES } from '../page/routes.ts';
import { listAccountsRoute } from './accounts.ts';
import { actPageRoute, actRoute } from './act.ts';
import { listAudiencesRoute, readAudienceRoute } from './audiences.ts';
import { calendarFeedRoute } from './calendar-feed.ts';
import { putAccountRoute, removeAccountRoute } from './change-accounts.ts';
import { listAudienceChangesRoute, listChangesRoute, listPersonChangesRoute } from './changes.ts';
import { listDigestsRoute, readDigestHtmlRoute, readDigestRoute } from './digests.ts';
import { healthRoute } from './health.ts';
import { meetFileRoute, meetPageRoute, meetRoute } from './meet.ts';
import { listMembersRoute } from './members.ts';
import { openApiRoute } from './openapi-route.ts';
import { erasePersonRoute, putCorrectionsRoute, putOutreachRoute, readPersonRoute } from './people.ts';
import { privacyPageRoute, requestRemovalRoute } from './privacy.ts';
import { pushSnapshotRoute } from './push.ts';
import type { Route } from './route.ts';
import { listPeopleRoute } from './search-people.ts';
import { listSnapshotsRoute } from './snapshots.ts';
import { readStatsRoute } from './stats.ts';
import { readTrendRoute } from './trend.ts';
import { unsubscribePageRoute, unsubscribeRoute } from './unsubscribe.ts';
import { wrongPersonRoute } from './wrong-person.ts';

/** Every path there is. */
export const ROUTES: readonly Route[] = [
  healthRoute,
  listAccountsRoute,
  putAccountRoute,
  removeAccountRoute,
  listAudiencesRoute,
  readAudienceRoute,
  listMembersRoute,
  readTrendRoute,
  listSnapshotsRoute,
  pushSnapshotRoute,
  listAudienceChangesRoute,
  listChangesRoute,
  listPeopleRoute,
  readPersonRoute,
  erasePersonRoute,
  putOutreachRoute,
  putCorrectionsRoute,
  wrongPersonRoute,
  listPersonChangesRoute,
  listDigestsRoute,
  readDigestRoute,
  readDigestHtmlRoute,
  readStatsRoute,
  openApiRoute(() => ROUTES),
  privacyPageRoute,
  requestRemovalRoute,
  actPageRoute,
  actRoute,
  meetPageRoute,
  meetRoute,
  meetFileRoute,
  calendarFeedRoute,
  unsubscribePageRoute,
  unsubscribeRoute,
  ...PAGE_ROUTES,
];
