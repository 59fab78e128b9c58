import type { ExpectedRows } from '../../../functions/core/listed-rows.ts';
import { ASKED, BlueskyRows } from '../../../functions/networks/bluesky/rows.ts';
import { JsonRows } from '../../../functions/networks/json-rows.ts';
import { PADDING } from '../../../functions/networks/json-scan.ts';

/** Text as the body of an answer. */
export function padded(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(text);
  const body = new Uint8Array(bytes.length + PADDING);
  body.set(bytes);
  return body;
}

/** A page of followers as Bluesky's connector reads it. */
export function followersAsRows(followers: readonly unknown[], what = 'test', expected?: ExpectedRows): BlueskyRows {
  const rows = JsonRows.scan(padded(JSON.stringify({ followers })), ASKED.followers, expected);
  if (rows === undefined) throw new Error('This is a page.');
  return new BlueskyRows(rows, 'followers', what);
}
