import * as z from 'zod';
import { parseAnswer } from '../answers.ts';
import { InvalidResponseError } from '../errors.ts';
import type { SignIn } from './sign-in.ts';
import { standardRefresher } from './standard-refresher.ts';

/**
 * YouTube: Google's OAuth 2 for desktop apps (developers.google.com, "OAuth 2.0 for Desktop Apps"): PKCE, any port of the
 * loopback address, access tokens for an hour. The refresh token stays the same; of an app in testing it ends after
 * seven days.
 */
export const youtubeRefresher = standardRefresher(20 * 60_000);

const channels = z.object({
  items: z
    .array(
      z.object({
        id: z.string().min(1).max(100),
        snippet: z.object({ customUrl: z.string().max(200).optional(), title: z.string().max(500) }),
      }),
    )
    .max(50)
    .optional(),
});

export const youtubeSignIn: SignIn = {
  network: 'youtube',
  title: 'YouTube',
  scopes: ['https://www.googleapis.com/auth/youtube.readonly', 'https://www.googleapis.com/auth/yt-analytics.readonly'],
  flow: 'code',
  redirect: 'number',
  usesPkce: true,
  app: 'secret',
  scopeSeparator: ' ',
  secretIn: 'body',
  isOwnersOnly: true,
  // Without consent being asked for anew, Google sends no refresh token a second time.
  extras: { access_type: 'offline', prompt: 'consent' },
  steps: () => [
    'Open https://console.cloud.google.com, make a project, and enable “YouTube Data API v3” and “YouTube Analytics API”.',
    'Set up the OAuth consent screen for external users and publish the app: while it is “in testing”, a sign-in ends after seven days.',
    'Make credentials of the kind “OAuth client ID”, type “Desktop app”, and copy the client ID and the client secret.',
  ],
  addresses: (_declared, baseUrl) => {
    if (baseUrl === undefined) {
      return {
        authorize: 'https://accounts.google.com/o/oauth2/v2/auth',
        token: 'https://oauth2.googleapis.com/token',
        api: 'https://www.googleapis.com',
        issuer: 'https://accounts.google.com',
      };
    }
    const at = new URL(baseUrl).origin;
    return { authorize: `${at}/o/oauth2/v2/auth`, token: `${at}/token`, api: baseUrl };
  },
  whoAmI: async (http) => {
    const what = 'GET /youtube/v3/channels';
    const { body } = await http.get({ what, path: '/youtube/v3/channels', query: { part: 'snippet', mine: true } });
    const [channel] = parseAnswer(channels, body, what).items ?? [];
    if (channel === undefined) throw new InvalidResponseError('This Google account has no YouTube channel.');
    return { id: channel.id, name: channel.snippet.customUrl ?? channel.id };
  },
};
