import type { OAuthNetworkId } from './credential.ts';
import { facebookSignIn } from './facebook.ts';
import { githubSignIn } from './github.ts';
import { instagramSignIn } from './instagram.ts';
import { mastodonSignIn } from './mastodon.ts';
import type { SignIn } from './sign-in.ts';
import { xSignIn } from './x.ts';
import { youtubeSignIn } from './youtube.ts';

/** How each network is connected. */
export const SIGN_INS: Readonly<Record<OAuthNetworkId, SignIn>> = {
  x: xSignIn,
  mastodon: mastodonSignIn,
  github: githubSignIn,
  facebook: facebookSignIn,
  instagram: instagramSignIn,
  youtube: youtubeSignIn,
};
