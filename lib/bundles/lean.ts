import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Plugin } from 'esbuild';
import * as z from 'zod';

const CREDENTIALS = resolve(import.meta.dirname, 'environment-credentials.ts');

/**
 * Errors of services that our code tells apart by `instanceof`. All others come as their service's own exception with
 * their name, which is what the SDK's retries go by.
 */
export const TOLD_APART: ReadonlySet<string> = new Set([
  'ConditionalCheckFailedException',
  'ParameterAlreadyExists',
  'ParameterNotFound',
]);

/** A shape as the SDK's generated schemas declare it, up to its closing bracket, which begins a line or ends it. */
const SHAPE = /^(?:export )?var \w+\$? = (\[(?:.*\]|[\s\S]*?\n\]));$/gm;
const REGISTRATION = /^n0_registry\.registerError\((\w+)\$, \1\);$/gm;

/**
 * Leaves out of the bundles what a Lambda function never runs and esbuild cannot know of: the SDK's search for
 * credentials, shapes and errors of calls that are not made, and the makers of what lies beside the bundle as a file.
 */
export const lean: Plugin = {
  name: 'lean',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, () => ({ path: CREDENTIALS }));
    onLoad({ filter: /@aws-sdk\/client-[a-z-]+\/dist-es\/schemas\/schemas_0\.js$/ }, async ({ path }) => ({
      contents: leanSchemas(await readFile(path, 'utf8')),
      loader: 'js',
    }));
    // A client's manifest is imported for its version alone.
    onLoad({ filter: /@aws-sdk\/[a-z-]+\/package\.json$/ }, async ({ path }) => {
      const { version } = z.object({ version: z.string() }).parse(JSON.parse(await readFile(path, 'utf8')));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
    // The first tells browsers apart, and the second is for calls that answer in streams: neither is ever imported.
    onResolve({ filter: /^(?:bowser|@smithy\/core\/event-streams)$/ }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
    // Schemas that check, and never describe themselves: the description lies beside the bundle.
    onLoad({ filter: /zod\/v4\/core\/(?:to-json-schema|json-schema-processors)\.js$/ }, async ({ path }) => ({
      contents: withoutBodies(await readFile(path, 'utf8')),
      loader: 'js',
    }));
    // Lies beside the bundle of `history-api` as a file: see `functions/history/openapi-route.ts`.
    onResolve({ filter: /^\.\/openapi\.ts$/ }, ({ path }) => ({ path, external: true }));
  },
};

/** Shapes that nothing refers to are dropped, once esbuild is told that making one does nothing else. */
export function leanSchemas(source: string): string {
  return source
    .replace(REGISTRATION, (line, name: string) => (TOLD_APART.has(name) ? line : ''))
    .replace(SHAPE, (text, shape: string) => text.replace(shape, () => `/* @__PURE__ */ (() => ${shape})()`));
}

/** The same exports, each a function that makes nothing. */
function withoutBodies(source: string): string {
  const names = [...source.matchAll(/^export (?:const|function) (\w+)/gm)].map(([, name]) => name);
  return `const nothing = () => undefined;\nexport { ${names.map((name) => `nothing as ${name}`).join(', ')} };`;
}
