import { type ComponentChildren, h } from 'preact';

/** A link to an address that a stranger may have written: opened only if it is one of the web, and without saying from where. */
export function OutsideLink({ url, children }: { readonly url: string; readonly children?: ComponentChildren }) {
  const href = webAddress(url);
  if (href === undefined) return h('span', null, children);
  return h('a', { href, target: '_blank', rel: 'noopener noreferrer nofollow', class: 'outside' }, children);
}

/** http or https, without a name in front of the host that could pass for another host. */
export function webAddress(url: string): string | undefined {
  if (url.length > 2_000 || !URL.canParse(url)) return undefined;
  const { protocol, username, password, href } = new URL(url);
  const isWeb = protocol === 'https:' || protocol === 'http:';
  return isWeb && username === '' && password === '' ? href : undefined;
}
