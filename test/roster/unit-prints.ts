import { fingerprint } from '../../functions/roster/fingerprint.ts';
import { writeIndex } from '../../functions/roster/row-index.ts';
import { decodeSegment, openSegment } from '../../functions/roster/segment.ts';
import { packBytes } from '../../functions/storage/pack.ts';

const LENGTH = 4;
const HEADER = 8;

/** A segment as it was written with prints over UTF-16 units, until November 2026. */
export function withUnitPrints(segment: Uint8Array): Uint8Array {
  const bytes = Buffer.from(segment);
  const { index } = openSegment(segment);
  const prints = decodeSegment(segment).map(({ profile }) => {
    const print = { text: 0, rest: 0 };
    fingerprint(profile, 'units', print);
    return print;
  });
  const packed = packBytes(
    writeIndex({
      ...index,
      printForm: 'units',
      texts: Uint32Array.from(prints, ({ text }) => text),
      rests: Uint32Array.from(prints, ({ rest }) => rest),
    }),
  );
  const header = Buffer.from(bytes.subarray(0, HEADER));
  header.writeUInt32LE(packed.byteLength, LENGTH);
  return Buffer.concat([header, packed, bytes.subarray(HEADER + bytes.readUInt32LE(LENGTH))]);
}
