import ipaddr from 'ipaddr.js';

/**
 * True for addresses of the public internet. Everything else is refused: private, loopback, link-local (the clouds'
 * metadata), shared and reserved ones, multicast, and every form that carries an IPv4 address inside an IPv6 one
 * (mapped, NAT64, 6to4, Teredo), because it may lead to any of these.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  return ipaddr.parse(address).range() === 'unicast';
}
