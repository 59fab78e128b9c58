import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleFunction } from '../../lib/bundles/bundle-function.ts';
import { TOLD_APART } from '../../lib/bundles/lean.ts';
import { BUNDLE_GOALS } from '../bench/bundle-goals.ts';
import { bundleSizes } from '../bench/bundle-sizes.ts';
import { freshFolder, ROOT } from './synthesize.ts';

const BUILT_IN = new Set(builtinModules);
const bundles = new Map<string, { readonly metafile: Metafile; readonly folder: string }>();

beforeAll(async () => {
  const names = Object.keys(BUNDLE_GOALS);
  await Promise.all(
    names.map(async (name) => {
      const folder = freshFolder();
      bundles.set(name, { metafile: await bundleFunction(name, folder), folder });
    }),
  );
}, 120_000);

const metafileOf = (name: string): Metafile => bundles.get(name)?.metafile ?? { inputs: {}, outputs: {} };

/** Whether a function has anything of a package or folder, in whichever of its files. */
function carries(name: string, part: RegExp): string[] {
  return Object.values(metafileOf(name).outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 && part.test(path) ? [path] : [])),
  );
}

describe('the code of a function', () => {
  it.each(Object.entries(BUNDLE_GOALS))(
    '%s is no larger than it may be, as far as every start reads it',
    (name, { kb }) => {
      const { start, inputs } = bundleSizes(metafileOf(name));
      const largest = inputs.slice(0, 8).map(([part, bytes]) => `${part} ${Math.round(bytes / 1000)}`);
      expect(start, `${name}: ${largest.join(', ')}`).toBeGreaterThan(100_000);
      expect(start, `${name} has ${start} bytes, of which in thousands: ${largest.join(', ')}`).toBeLessThanOrEqual(
        kb * 1_000,
      );
    },
  );

  it.each([
    ['makes MIME', /nodemailer/],
    ['draws', /resvg/],
    ['reads feeds', /feedsmith/],
    ['mails', /client-ses\//],
  ])('of send-digest alone %s', (_, part) => {
    expect(carries('send-digest', part)).not.toEqual([]);
    for (const other of ['pull', 'history-api', 'mail-feedback'])
      expect([other, carries(other, part)]).toEqual([other, []]);
  });

  it.each([
    ['the SDK’s search for credentials', /credential-provider-(?!env)|nested-clients/],
    ['the embedded table', /dynalite|level/],
    ['what describes the API', /history\/(?:openapi\.ts|documents)/],
    ['what is deployed with', /aws-cdk|constructs|esbuild/],
  ])('has nothing of %s', (_, part) => {
    for (const name of bundles.keys()) expect([name, carries(name, part)]).toEqual([name, []]);
  });

  it('reads the networks when there is something to read, and calendars and mails’ faces when they are asked for', () => {
    const atStart = (name: string) => {
      const { startFiles } = bundleSizes(metafileOf(name));
      return Object.entries(metafileOf(name).outputs)
        .filter(([path]) => startFiles.some((file) => path.endsWith(`/${file}`)))
        .flatMap(([, { inputs }]) => Object.keys(inputs));
    };
    expect(atStart('pull').filter((path) => /networks\/mastodon|htmlparser2|oauth4webapi/.test(path))).toEqual([]);
    expect(carries('pull', /networks\/mastodon/)).not.toEqual([]);
    expect(atStart('history-api').filter((path) => /ical-generator|digest\/render|people\/trades/.test(path))).toEqual(
      [],
    );
    expect(carries('history-api', /ical-generator/)).not.toEqual([]);
  });

  it('knows every error of a service that our code tells apart', () => {
    const sources = [...bundles.keys()]
      .flatMap((name) => carries(name, /^functions\//))
      .map((path) => readFileSync(join(ROOT, path), 'utf8'));
    const asked = sources.flatMap((source) => {
      const imported = [...source.matchAll(/import \{([^}]*)\} from '@aws-sdk\/[^']*'/g)].flatMap(([, names]) =>
        (names ?? '').split(',').map((name) => name.trim()),
      );
      return imported.filter((name) => name !== '' && source.includes(`instanceof ${name}`));
    });
    expect(new Set(asked)).toEqual(TOLD_APART);
  });

  it('imports nothing but Node’s own modules, and what it never asks for', () => {
    for (const [name, { folder, metafile }] of bundles) {
      const outside = Object.values(metafile.outputs)
        .flatMap(({ imports }) => imports)
        .filter(({ external, path }) => external === true && !path.startsWith('node:') && !BUILT_IN.has(path))
        .map(({ path }) => path);
      const allowed = ['bowser', '@smithy/core/event-streams', './openapi.ts'];
      expect([name, outside.filter((path) => !allowed.includes(path))]).toEqual([name, []]);
      expect(readFileSync(join(folder, 'index.mjs'), 'utf8')).toContain('rekindleCreateRequire');
    }
  });
});
