import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ReleaseError, release, VERSION } from '../../bin/release/changelog.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const LOG = '# Changes\n\n## Unreleased\n\n- Ducks are counted.\n\n## 0.1.0 (2026-01-01)\n\n- The first.\n';

describe('a release', () => {
  it('dates what was unreleased and leaves an empty heading above it', () => {
    expect(release(LOG, '0.2.0', '0.1.0', '2026-11-22')).toBe(
      '# Changes\n\n## Unreleased\n\n## 0.2.0 (2026-11-22)\n\n- Ducks are counted.\n\n## 0.1.0 (2026-01-01)\n\n- The first.\n',
    );
  });

  it('works for the very first one', () => {
    expect(release('## Unreleased\n\n- All of it.\n', '0.1.0', '0.0.0', '2026-11-22')).toBe(
      '## Unreleased\n\n## 0.1.0 (2026-11-22)\n\n- All of it.\n',
    );
  });

  it.each(['0.1.0', '0.0.9', '1.0', 'v0.2.0', '0.2.0-rc', '', '01.0.0'])('is not made of "%s"', (version) => {
    expect(() => release(LOG, version, '0.1.0', '2026-11-22')).toThrow(ReleaseError);
  });

  it('is not made of nothing', () => {
    const once = release(LOG, '0.2.0', '0.1.0', '2026-11-22');
    expect(() => release(once, '0.3.0', '0.2.0', '2026-11-23')).toThrow('says nothing under "Unreleased"');
  });

  it('can be made of the changelog that we have', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(version).toMatch(VERSION);
    expect(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8')).toContain('## Unreleased\n');
  });
});
