import type { OAuthNetworkId } from './credential.ts';
import { facebookRefresher } from './facebook.ts';
import { githubRefresher } from './github.ts';
import { instagramRefresher } from './instagram.ts';
import type { Refresher } from './refresher.ts';
import { xRefresher } from './x.ts';
import { youtubeRefresher } from './youtube.ts';

/** How each network's credentials are renewed. Mastodon's do not end. */
export const REFRESHERS: Readonly<Record<OAuthNetworkId, Refresher | undefined>> = {
  x: xRefresher,
  mastodon: undefined,
  github: githubRefresher,
  facebook: facebookRefresher,
  instagram: instagramRefresher,
  youtube: youtubeRefresher,
};
