/**
 * The session's cookie: no script sees it, no other site's request carries it, and no subdomain can set it
 * (`__Host-`). Loopback has no TLS; there the name carries the port, since cookies of all ports are kept together.
 */
function cookieName(origin: string): string {
  const { protocol, port } = new URL(origin);
  return protocol === 'https:' ? '__Host-rekindle' : `rekindle-${port === '' ? '80' : port}`;
}

/** @param maxAge seconds; 0 removes it */
export function setCookie(origin: string, value: string, maxAge: number): string {
  const secure = origin.startsWith('https:') ? '; Secure' : '';
  return `${cookieName(origin)}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Strict${secure}`;
}

/** @param cookies `name=value`, as they came */
export function cookieIn(cookies: readonly string[], origin: string): string | undefined {
  const start = `${cookieName(origin)}=`;
  return cookies.find((cookie) => cookie.startsWith(start))?.slice(start.length);
}
