import { html, type Page, page } from '../mailing/page.ts';
import type { Refused } from './links.ts';

/** What somebody sees whose link opens nothing, with what helps. */
export function refusal(reason: Refused | 'nobody'): Page {
  if (reason === 'expired') {
    return page(
      410,
      'This link has run out',
      html`<p>Links in our mails work for a little over a year, and this one is older.</p>
<p class="soft">Nothing was changed. A newer mail has newer links.</p>`,
    );
  }
  if (reason === 'nobody') {
    return page(
      410,
      'There is nobody here any more',
      html`<p>What this link is about is no longer kept.</p><p class="soft">Nothing was changed.</p>`,
    );
  }
  return page(
    400,
    'This link does not work',
    html`<p>It is not one of ours, or a part of it was lost on the way here.</p>
<p class="soft">Nothing was changed. Open it from the mail itself, or copy the whole of it.</p>`,
  );
}
