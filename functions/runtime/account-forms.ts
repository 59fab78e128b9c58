/**
 * How an account is written, network by network: `bluesky:HANDLE`, `mastodon:USER@HOST` and so on. What does not look like
 * one is refused before anything is asked.
 */

const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
/** A handle is a domain name of two labels or more, the last beginning with a letter (atproto's handle specification). */
const HANDLE = `(?=.{1,253}$)(?:${LABEL}\\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?`;

const ACCOUNT_FORMS: Record<string, { readonly form: RegExp; readonly example: string }> = {
  bluesky: {
    form: new RegExp(`^(?:did:(?:plc|web):[A-Za-z0-9._:%-]{1,200}|${HANDLE})$`),
    example: 'bluesky:alice.bsky.social',
  },
  mastodon: {
    form: new RegExp(`^[A-Za-z0-9_.-]{1,64}@(?=[^:]{1,253}(?::|$))${LABEL}(?:\\.${LABEL})*(?::\\d{1,5})?$`),
    example: 'mastodon:alice@mastodon.example',
  },
  github: { form: /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/, example: 'github:alice' },
  x: { form: /^[A-Za-z0-9_]{1,15}$/, example: 'x:alice' },
  facebook: { form: /^[A-Za-z0-9][A-Za-z0-9.-]{0,79}$/, example: 'facebook:alices-bakery' },
  instagram: { form: /^[A-Za-z0-9_][A-Za-z0-9_.]{0,29}$/, example: 'instagram:alice' },
  youtube: { form: /^(?:UC[A-Za-z0-9_-]{22}|@[A-Za-z0-9_.-]{3,30})$/, example: 'youtube:@alice' },
  linkedin: { form: /^[A-Za-z0-9][A-Za-z0-9-]{2,99}$/, example: 'linkedin:alice-example' },
  list: { form: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, example: 'list:newsletter' },
};

/** Says what is wrong with an account id such as `bluesky:alice.bsky.social`; undefined if nothing is. */
export function accountProblem(id: string): string | undefined {
  const colon = id.indexOf(':');
  const network = id.slice(0, Math.max(colon, 0));
  const known = ACCOUNT_FORMS[network];
  if (known === undefined) {
    const networks = Object.keys(ACCOUNT_FORMS).join(', ');
    return `expected NETWORK:NAME with a network of ${networks}, such as "${ACCOUNT_FORMS['bluesky']?.example}"`;
  }
  return known.form.test(id.slice(colon + 1)) ? undefined : `expected a name as in "${known.example}"`;
}
