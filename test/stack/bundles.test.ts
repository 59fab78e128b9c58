import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { FONT_ASSET, WASM_ASSET } from '../../functions/digest/draw-png.ts';
import { openApiOf } from '../../functions/history/openapi.ts';
import { OPENAPI_ASSET } from '../../functions/history/openapi-route.ts';
import { ROUTES } from '../../functions/history/routes.ts';
import { PAGE_ASSET } from '../../functions/page/page-files.ts';
import { parseConfig } from '../../functions/runtime/config.ts';
import { CONFIG_ASSET, GAZETTEER_ASSET } from '../../lib/bundles/function-files.ts';
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
  it('is code with its source maps, the configuration, the gazetteer where places are told, what draws where charts are drawn, page and API description where they are served, and nothing else', () => {
    expect([...bundles.keys()]).toEqual(['Pull', 'SendDigest', 'HistoryApi', 'MailFeedback']);
    for (const [name, folder] of bundles) {
      const gazetteer = name === 'MailFeedback' ? [] : [GAZETTEER_ASSET];
      const drawing = name === 'SendDigest' ? [FONT_ASSET, WASM_ASSET] : [];
      const served = name === 'HistoryApi' ? [OPENAPI_ASSET, PAGE_ASSET] : [];
      const files = readdirSync(folder);
      const code = files.filter((file) => file.endsWith('.mjs'));
      expect(code).toContain('index.mjs');
      const beside = [CONFIG_ASSET, ...gazetteer, ...drawing, ...served];
      expect(files.sort()).toEqual([...code, ...code.map((file) => `${file}.map`), ...beside].sort());
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

  it('describes the API as its routes are', () => {
    const written: unknown = JSON.parse(readFileSync(join(bundles.get('HistoryApi') ?? '', OPENAPI_ASSET), 'utf8'));
    expect(written).toEqual(JSON.parse(JSON.stringify(openApiOf(ROUTES, ''))));
  });

  it('is the same when nothing has changed, whatever the stage, so that a deployment changes nothing', () => {
    const test = synthesize({ deployment, isWhole: true, context: { stage: 'test' } });
    expect(test.stack.stackName).toBe('Rekindle-test');
    expect([...bundlesOf(test)].map(([name, folder]) => [name, basename(folder)])).toEqual(
      [...bundles].map(([name, folder]) => [name, basename(folder)]),
    );
  }, 300_000);
});

describe('the template', () => {
  it('is the same byte by byte when it is synthesized again', () => {
    const textOf = ({ directory, stack }: Synthesized) =>
      readFileSync(join(directory, `${stack.artifactId}.template.json`), 'utf8');
    expect(textOf(synthesize({ deployment }))).toBe(textOf(synthesize({ deployment })));
  });
});
