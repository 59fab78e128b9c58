import { resolve } from 'node:path';
import { build } from 'esbuild';
import type { PageFiles } from '../functions/page/page-files.ts';

const APP = resolve(import.meta.dirname, '..', 'functions', 'page', 'app');

/** Makes the page's script and styles of `functions/page/app`: minified, whole, with nothing from elsewhere. */
export async function buildPage(): Promise<PageFiles> {
  const { outputFiles } = await build({
    entryPoints: { app: resolve(APP, 'main.ts'), style: resolve(APP, 'styles', 'app.css') },
    outdir: '/page',
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: ['es2023', 'chrome120', 'firefox121', 'safari17.4'],
    legalComments: 'none',
    logLevel: 'silent',
  });
  const textOf = (ending: string): string => {
    const file = outputFiles.find(({ path }) => path.endsWith(ending));
    if (file === undefined) throw new Error(`The page was built without a ${ending} file.`);
    return file.text;
  };
  return { script: textOf('.js'), style: textOf('.css') };
}

/** Builds once, at the first request; again, if that failed. */
export function builtOnDemand(make: () => Promise<PageFiles> = buildPage): () => Promise<PageFiles> {
  let built: Promise<PageFiles> | undefined;
  return () => {
    built ??= make().catch((error: unknown) => {
      built = undefined;
      throw error;
    });
    return built;
  };
}
