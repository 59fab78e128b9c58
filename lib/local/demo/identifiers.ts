import { createHash } from 'node:crypto';

/** Ids in the networks' own forms, made from plain values: the same input gives the same id on every machine. */

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const BASE32_SORTABLE = '234567abcdefghijklmnopqrstuvwxyz';

/** A `did:plc`: 24 characters of base32. */
export function didFor(name: string): string {
  return `did:plc:${base32Of(name).slice(0, 24)}`;
}

/** A content id as records have it: `bafyrei` and 52 characters of base32. */
export function cidFor(name: string): string {
  return `bafyrei${base32Of(name)}`;
}

/** A record key that sorts by time (atproto TID): 53 bits of microseconds, 10 bits to tell equal times apart. */
export function tidFor(at: number, serial: number): string {
  let rest = (BigInt(at) * 1000n * 1024n) | BigInt(serial % 1024);
  let text = '';
  for (let digit = 0; digit < 13; digit += 1) {
    text = `${BASE32_SORTABLE[Number(rest & 31n)]}${text}`;
    rest >>= 5n;
  }
  return text;
}

/** A Mastodon id that sorts by time: 48 bits of milliseconds, 16 bits to tell equal times apart. */
export function snowflakeFor(at: number, serial: number): string {
  return String((BigInt(at) << 16n) | BigInt(serial % 65_536));
}

/** A positive number with nine digits, as GitHub's recent user ids have. */
export function numberFor(name: string): number {
  return 100_000_000 + (createHash('sha256').update(name).digest().readUInt32BE(0) % 100_000_000);
}

function base32Of(name: string): string {
  let bits = 0n;
  for (const byte of createHash('sha256').update(name).digest()) bits = (bits << 8n) | BigInt(byte);
  let text = '';
  for (let digit = 0; digit < 52; digit += 1) {
    text += BASE32[Number(bits & 31n)];
    bits >>= 5n;
  }
  return text;
}
