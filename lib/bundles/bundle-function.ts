import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { lean } from './lean.ts';
import { NODE_MAJOR } from './node-major.ts';

const ROOT = resolve(import.meta.dirname, '..', '..');
/** Where esbuild believes that it writes: source maps name files from there, the same wherever it is written. */
const PRETENDED = resolve(ROOT, 'bundle');

/** CommonJS packages inside an ES module ask for `require`; the alias keeps clear of an import of the same name. */
const REQUIRE =
  'import{createRequire as rekindleCreateRequire}from"node:module";' +
  'const require=rekindleCreateRequire(import.meta.url);';

/**
 * Bundles a function as it is deployed: ES modules for the Node that the project runs on, minified, with the SDK in
 * them so that it does not drift. What is imported when it is asked for lies in files of its own beside `index.mjs`.
 * @param entry the file in `functions/` that exports `handler`, without its ending
 * @returns what esbuild knows of the outcome: which file holds how many bytes of what
 */
export async function bundleFunction(entry: string, folder: string): Promise<Metafile> {
  const { metafile, outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: { index: resolve(ROOT, 'functions', `${entry}.ts`) },
    outdir: PRETENDED,
    write: false,
    outExtension: { '.js': '.mjs' },
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    platform: 'node',
    target: `node${NODE_MAJOR}`,
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: REQUIRE },
    logLevel: 'warning',
    plugins: [lean],
  });
  await mkdir(folder, { recursive: true });
  await Promise.all(outputFiles.map(({ path, contents }) => writeFile(join(folder, basename(path)), contents)));
  return metafile;
}
