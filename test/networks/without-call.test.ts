import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { parseAnswer } from '../../functions/networks/answers.ts';
import { nextParameter } from '../../functions/networks/paging.ts';
import { refusalOf } from '../../functions/networks/refusals.ts';
import { withoutCall } from '../../functions/networks/without-call.ts';

/** Calls of every form that connectors name. */
const CALLS = [
  'app.bsky.graph.getFollowers',
  'GET /2/users/by/username/{username}',
  'GET /api/v1/accounts/:id/statuses',
  'GET /{page-id}?fields=instagram_business_account',
  'GET /{post-id}/reactions, read again',
  'GET channels',
  'GET subscriptions?channelId=&forChannelId=',
  'POST /api/v1/apps',
] as const;
const NAMES = /GET|POST|app\.bsky|channels|accounts|\{|\?/;

const messageOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  throw new Error('Nothing was thrown.');
};

describe.each(CALLS)('a message that names %s', (what) => {
  it.each([500, 401, 403, 404, 451, 418])('says without it that a network refused with %d', (status) => {
    for (const message of [undefined, 'Too busy']) {
      for (const hadToken of [true, false]) {
        const refused = { server: 'Here (here.example)', what, status, message, hadToken, tokenHint: 'TOKEN' };
        const text = withoutCall(refusalOf(refused).message);
        expect(text).not.toMatch(NAMES);
        expect(text).toContain(message === undefined ? `HTTP ${status}` : `HTTP ${status}, "Too busy"`);
        expect(text).not.toMatch(/\(\)|\( | {2}|\(:/);
      }
    }
  });

  it('says without it that an answer was none', () => {
    const odd = withoutCall(messageOf(() => parseAnswer(z.object({ a: z.string() }), {}, what)));
    expect(odd).toMatch(/^The network answered something its documents do not describe, at a: /);
    const headers = new Headers({ link: '<https://here.example/next>; rel="next"' });
    const unpaged = withoutCall(messageOf(() => nextParameter(headers, 'max_id', what)));
    expect(unpaged).toBe('The next page of it is named without a usable "max_id".');
  });

  it('says everything else of it as it was', () => {
    expect(withoutCall(`GitHub could not be reached (${what}). It is asked again later.`)).toBe(
      'GitHub could not be reached. It is asked again later.',
    );
    expect(withoutCall(`X does not let this app use its API (${what}: HTTP 403, no-project).`)).toBe(
      'X does not let this app use its API (HTTP 403, no-project).',
    );
    expect(withoutCall(`Bluesky allows no more requests until 08:00 (${what}: #4), then (${what}).`)).toBe(
      'Bluesky allows no more requests until 08:00 (#4), then.',
    );
  });
});

it("leaves a network's own words alone, whatever they are", () => {
  for (const text of [
    'Here (here.example) rejected the token (HTTP 401, "GET it right"). Make a new one.',
    'Only 3 of 20 people are still in the list: it may be another account’s.',
    'Here (127.0.0.1:8080) answered 200 with a web page instead of data; it may be under maintenance.',
  ]) {
    expect(withoutCall(text)).toBe(text);
  }
});
