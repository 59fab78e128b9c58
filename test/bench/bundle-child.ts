import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const CHILD = resolve(import.meta.dirname, 'child.ts');
/** Some of the SDK is CommonJS. */
const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/**
 * The program that is measured, as the functions are deployed: one minified file. Read as TypeScript, it would have the
 * compiler in its memory.
 * @returns its path in `dir`
 */
export async function bundleChild(dir: string): Promise<string> {
  const outfile = join(dir, 'child.mjs');
  await build({
    entryPoints: [CHILD],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: REQUIRE },
    logLevel: 'warning',
  });
  return outfile;
}
