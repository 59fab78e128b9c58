import { ASKED, BlueskyRows } from '../../functions/networks/bluesky/rows.ts';
import { JsonRows } from '../../functions/networks/json-rows.ts';
import { PADDING } from '../../functions/networks/json-scan.ts';
import { rowsPage } from '../../functions/networks/rows-page.ts';
import type { Pages } from './engine-pull.ts';
import type { PersonView } from './world.ts';

/** Room for one answer. */
const MOST_BYTES = 4_000_000;
const encoder = new TextEncoder();

/** The answers of a network to which these pages are followers. */
export function* textsOf(pages: Iterable<readonly PersonView[]>): Generator<string> {
  for (const followers of pages) if (followers.length > 0) yield JSON.stringify({ cursor: 'next', followers });
}

/** Pages as the connector of Bluesky reads them from the bytes of answers. @param answers used one at a time */
export function readPages(answers: Iterable<Buffer | string>): Pages {
  return function* (expected) {
    const room = new Uint8Array(MOST_BYTES);
    for (const answer of answers) {
      const bytes = typeof answer === 'string' ? encoder.encode(answer) : answer;
      const body = room.subarray(0, bytes.length + PADDING);
      body.set(bytes);
      body.fill(0, bytes.length);
      const rows = JsonRows.scan(body, ASKED.followers, expected());
      if (rows === undefined) throw new Error('A page of this bench is read as bytes.');
      yield rowsPage(new BlueskyRows(rows, 'followers', 'bench'), 'next');
    }
  };
}
