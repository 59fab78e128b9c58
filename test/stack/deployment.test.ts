import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../functions/runtime/config.ts';
import { readDeployment } from '../../lib/deployment.ts';
import { FILLED_IN, freshFolder, ROOT } from './synthesize.ts';

const EXAMPLE = 'rekindle.config.example.json';
const OWN = 'rekindle.config.json';

function clone(): string {
  const folder = freshFolder();
  copyFileSync(join(ROOT, EXAMPLE), join(folder, EXAMPLE));
  return folder;
}

describe('what is deployed', () => {
  it('is the example in a fresh clone', () => {
    const folder = clone();
    expect(readDeployment(folder)).toMatchObject({ isExample: true, configFile: join(folder, EXAMPLE) });
  });

  it("is one's own configuration where there is one", () => {
    const folder = clone();
    writeFileSync(join(folder, OWN), JSON.stringify(FILLED_IN));
    const deployment = readDeployment(folder);
    expect(deployment).toMatchObject({ isExample: false, configFile: join(folder, OWN) });
    expect(deployment.config.owners[0]?.name).toBe('Alice');
  });

  it('is still the example when that was copied and not filled in', () => {
    const folder = clone();
    copyFileSync(join(folder, EXAMPLE), join(folder, OWN));
    expect(readDeployment(folder).isExample).toBe(true);
    const changed = readFileSync(join(folder, OWN), 'utf8').replace('bluesky:alice.example.org', 'bluesky:al.example');
    writeFileSync(join(folder, OWN), changed);
    expect(readDeployment(folder).isExample).toBe(false);
  });

  it('is nothing where the configuration is wrong; the file and the field are named', () => {
    const folder = clone();
    writeFileSync(join(folder, OWN), JSON.stringify({ owners: [{ ...FILLED_IN.owners[0], id: 'Alice A.' }] }));
    expect(() => readDeployment(folder)).toThrow(ConfigError);
    expect(() => readDeployment(folder)).toThrow(
      /^rekindle\.config\.json is not usable.*\n.*owners\[0\]\.id: found "Alice A\."/,
    );
  });
});
