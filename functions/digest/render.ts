import { Buffer } from 'node:buffer';
import type { DigestContent } from '../core/digest-model.ts';
import type { PersonButtons } from './buttons.ts';
import { drawHtml } from './html-face.ts';
import type { Detail } from './person-view.ts';
import { drawText } from './text-face.ts';
import { viewOf } from './view.ts';

/** Gmail cuts a mail off at about 102 KB of HTML and hides the rest, the unsubscribe link with it. */
export const MOST_BYTES = 102_000;

/** Forty people fit the first; those after it are for people whose every field is as long as it gets. */
const DETAILS: readonly Detail[] = [
  { bio: 160, evidence: 120, name: 60, line: 200, rows: 40, facts: 12 },
  { bio: 160, evidence: 60, name: 60, line: 150, rows: 40, facts: 8 },
  { bio: 80, evidence: 60, name: 60, line: 150, rows: 40, facts: 8 },
  { bio: 0, evidence: 0, name: 40, line: 100, rows: 40, facts: 4 },
  { bio: 0, evidence: 0, name: 30, line: 60, rows: 6, facts: 2 },
  { bio: 0, evidence: 0, name: 20, line: 40, rows: 2, facts: 1 },
  { bio: 0, evidence: 0, name: 16, line: 30, rows: 1, facts: 0 },
];

/** How dates are written unless said otherwise. */
export const DEFAULT_LOCALE = 'en-GB';

export interface RenderOptions {
  /** The recipient's own. */
  readonly timeZone: string;
  /** How dates are written; `en-GB` unless set. */
  readonly locale?: string;
  readonly unsubscribeUrl: string;
  readonly historyUrl?: string;
  /** Where the mail has the drawn trend, `cid:…`; without, bars of HTML stand for it. */
  readonly chart?: string;
  /** The pages behind a person's buttons, by person id; without, there are none. */
  readonly links?: ReadonlyMap<string, PersonButtons>;
}

export interface RenderedDigest {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/**
 * Draws a frozen digest: subject, HTML of at most 102,000 bytes, and a text part that says the same. Everything in
 * `content` is taken for hostile text. Throws a TypeError if one of the given links is no web address, and a
 * RangeError for an unknown time zone.
 */
export function renderDigest(content: DigestContent, options: RenderOptions): RenderedDigest {
  const settings = { ...options, locale: options.locale ?? DEFAULT_LOCALE };
  for (const detail of DETAILS) {
    const view = viewOf(content, settings, detail);
    const html = drawHtml(view, options.chart === undefined ? {} : { chart: options.chart });
    if (Buffer.byteLength(html) <= MOST_BYTES) return { subject: view.subject, html, text: drawText(view) };
  }
  throw new RangeError(`A digest of ${content.owner.id} does not fit ${MOST_BYTES} bytes however little is shown.`);
}
