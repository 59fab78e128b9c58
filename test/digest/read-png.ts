import { inflateSync } from 'node:zlib';

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, opacity of the pixel at this place. */
  readonly at: (x: number, y: number) => readonly [number, number, number, number];
}

/** Reads a PNG of 8-bit RGBA without interlacing (https://www.w3.org/TR/png-3/), as resvg writes it. */
export function readPng(bytes: Uint8Array): Picture {
  const data = Buffer.from(bytes);
  const parts: Buffer[] = [];
  for (let at = 8; at < data.length; ) {
    const length = data.readUInt32BE(at);
    if (data.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(data.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const [width, height] = [data.readUInt32BE(16), data.readUInt32BE(20)];
  if (data[24] !== 8 || data[25] !== 6 || data[28] !== 0) throw new TypeError('Expected 8-bit RGBA, not interlaced.');
  const raw = inflateSync(Buffer.concat(parts));
  const row = width * 4;
  const pixels = Buffer.alloc(row * height);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (row + 1)] ?? 0;
    for (let x = 0; x < row; x += 1) {
      const left = x < 4 ? 0 : (pixels[y * row + x - 4] ?? 0);
      const up = y === 0 ? 0 : (pixels[(y - 1) * row + x] ?? 0);
      const corner = x < 4 || y === 0 ? 0 : (pixels[(y - 1) * row + x - 4] ?? 0);
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      pixels[y * row + x] = (raw[y * (row + 1) + 1 + x] ?? 0) + guess;
    }
  }
  const channel = (x: number, y: number, of: number) => pixels[y * row + x * 4 + of] ?? 0;
  return { width, height, at: (x, y) => [channel(x, y, 0), channel(x, y, 1), channel(x, y, 2), channel(x, y, 3)] };
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}
