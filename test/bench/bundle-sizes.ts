import { basename } from 'node:path';
import type { Metafile } from 'esbuild';

const INDEX = 'index.mjs';

export interface BundleSizes {
  /** Files that every start reads: `index.mjs`, what it imports, and what that imports. */
  readonly startFiles: readonly string[];
  /** Bytes of those. */
  readonly start: number;
  /** Bytes of all code, with what is read when it is asked for. */
  readonly all: number;
  /** Bytes by package and by our own folder, of all code, the largest first. */
  readonly inputs: readonly (readonly [name: string, bytes: number])[];
}

/** What lies in a bundle, by what `bundleFunction` says of it. */
export function bundleSizes({ outputs }: Metafile): BundleSizes {
  const code = new Map(
    Object.entries(outputs)
      .filter(([path]) => path.endsWith('.mjs'))
      .map(([path, output]) => [basename(path), output]),
  );
  const startFiles = new Set([INDEX]);
  for (const file of startFiles) {
    for (const { path, kind } of code.get(file)?.imports ?? []) {
      if (kind === 'import-statement' && code.has(basename(path))) startFiles.add(basename(path));
    }
  }
  const inputs = new Map<string, number>();
  for (const output of code.values()) {
    for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
      inputs.set(partOf(path), (inputs.get(partOf(path)) ?? 0) + bytesInOutput);
    }
  }
  const bytes = (files: Iterable<string>) => [...files].reduce((sum, file) => sum + (code.get(file)?.bytes ?? 0), 0);
  return {
    startFiles: [...startFiles],
    start: bytes(startFiles),
    all: bytes(code.keys()),
    inputs: [...inputs].sort(([, a], [, b]) => b - a),
  };
}

/** `@aws-sdk/core`, `functions/history`. */
function partOf(path: string): string {
  const inPackage = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
  return inPackage ?? path.split('/').slice(0, 2).join('/');
}
