import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as z from 'zod';

/**
 * Licences under which we may pass on what we bundle. MPL-2.0 asks for its own files' source only, which the packages
 * carry; the fonts' licence (Bitstream Vera) allows shipping them.
 */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'MIT-0',
  'MPL-2.0',
]);
const BY_HAND = new Map([['node_modules/dejavu-fonts-ttf', 'SEE LICENSE IN README.md AND LICENSE']]);

const lock = z.object({
  packages: z.record(z.string(), z.object({ license: z.string().optional(), dev: z.boolean().optional() })),
});

/** `(MIT OR GPL-3.0-or-later)` may be taken as MIT. */
function isAllowed(licence: string): boolean {
  return licence
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((one) => one.split(' AND ').every((part) => ALLOWED.has(part)));
}

it('every package that ships has a licence that lets us ship it', () => {
  const { packages } = lock.parse(
    JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package-lock.json'), 'utf8')),
  );
  const shipped = Object.entries(packages).filter(([path, { dev }]) => path !== '' && dev !== true);
  expect(shipped.length).toBeGreaterThan(50);
  const refused = shipped.filter(
    ([path, { license }]) => license === undefined || (BY_HAND.get(path) !== license && !isAllowed(license)),
  );
  expect(refused).toEqual([]);
});

it('a licence that asks for more is refused', () => {
  expect(isAllowed('GPL-3.0-or-later')).toBe(false);
  expect(isAllowed('(MIT AND GPL-2.0-only)')).toBe(false);
  expect(isAllowed('(MIT OR GPL-3.0-or-later)')).toBe(true);
});
