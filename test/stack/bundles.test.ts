import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { FONT_ASSET, WASM_ASSET } from '../../functions/digest/draw-png.ts';
import { PAGE_ASSET } from '../../functions/page/page-files.ts';
import { parseConfig } from '../../functions/runtime/config.ts';
import { CONFIG_ASSET, GAZETTEER_ASSET } from '../../lib/rekindle-function.ts';
import { deploymentOf, FILLED_IN, resourcesOf, type Synthesized, synthesize } from './synthesize.ts';

const code = z.object({ S3Key: z.string().regex(/^[0-9a-f]{64}\.zip$/) });
const deployment = deploymentOf(FILLED_IN);
let whole: Synthesized;
let bundles: Map<string, string>;

/** The folder of each function's asset, as `cdk deploy` would upload it. */
function bundlesOf(synthesized: Synthesized): Map<string, string> {
  return new Map(
    resourcesOf(synthesized, 'AWS::Lambda::Function').map(({ id, Properties }) => {
      const hash = code.parse(Properties['Code']).S3Key.replace('.zip', '');
      return [id.replace(/Handler.*/, ''), join(synthesized.directory, `asset.${hash}`)];
    }),
  );
}

beforeAll(() => {
  whole = synthesize({ deployment, isWhole: true });
  bundles = bundlesOf(whole);
}, 300_000);

describe('what is uploaded for each function', () => {
  it('is one bundle, its source map, the configuration the gazetteer where places are told, what draws where charts are drawn, the page where it is served, and nothing else', () => {
    expect([...bundles.keys()]).toEqual(['Pull', 'SendDigest', 'HistoryApi', 'MailFeedback']);
    for (const [name, folder] of bundles) {
      const gazetteer = name === 'MailFeedback' ? [] : [GAZETTEER_ASSET];
      const drawing = name === 'SendDigest' ? [FONT_ASSET, WASM_ASSET] : [];
      const page = name === 'HistoryApi' ? [PAGE_ASSET] : [];
      const files = [CONFIG_ASSET, ...gazetteer, 'index.mjs', 'index.mjs.map', ...drawing, ...page];
      expect(readdirSync(folder).sort()).toEqual(files.sort());
    }
  });

  it('holds the configuration that was validated', () => {
    for (const folder of bundles.values()) {
      expect(parseConfig(readFileSync(join(folder, CONFIG_ASSET), 'utf8'), CONFIG_ASSET)).toEqual(deployment.config);
    }
  });

  it('loads in a bare Node without node_modules, and exports the handler that the template names', () => {
    const handlers = resourcesOf(whole, 'AWS::Lambda::Function').map(({ Properties }) => Properties['Handler']);
    expect(new Set(handlers)).toEqual(new Set(['index.handler']));
    for (const folder of bundles.values()) {
      const script = `import(${JSON.stringify(join(folder, 'index.mjs'))}).then(m => console.log(typeof m.handler))`;
      // Nothing of this environment: a bundle that needs a variable merely to load would hide a mistake until later.
      const said = execFileSync(process.execPath, ['-e', script], { cwd: folder, env: {}, encoding: 'utf8' });
      expect(said.trim()).toBe('function');
    }
  }, 300_000);

  it('is small enough to start quickly', () => {
    for (const folder of bundles.values()) {
      expect(readFileSync(join(folder, 'index.mjs')).length).toBeLessThan(2_000_000);
    }
  });

  it('is the same when nothing has changed, so that a deployment changes nothing', () => {
    expect(synthesize({ deployment, isWhole: true }).raw).toEqual(whole.raw);
  }, 300_000);
});
