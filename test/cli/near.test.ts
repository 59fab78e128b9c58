import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder } from '../local/folder-for-test.ts';
import { runProgram } from './run-node.ts';

const LIST = [
  { id: '1', name: 'Ana Example', location: 'Lisboa, Portugal', bio: 'Journalist' },
  { id: '2', name: 'Bea Example', location: 'Leipzig' },
]
  .map((person) => JSON.stringify(person))
  .join('\n');

describe('rekindle near', () => {
  it('lists who lives there, with the credit, and says what is wrong with a place', async () => {
    const cwd = await freshFolder();
    writeFileSync(join(cwd, 'a.ndjson'), LIST);
    const rekindle = (...args: string[]) => runProgram('cli.ts', [...args, '--data', 'd'], { cwd });
    await rekindle('import', 'a.ndjson', '--as', 'list:news', '--taken-at', '2026-11-01');

    const found = await rekindle('near', 'Lisbon');
    expect(found).toMatchObject({ code: 0, err: '' });
    expect(found.out).toContain('Ana Example');
    expect(found.out).toContain('journalists');
    expect(found.out).toContain('CC BY 4.0');
    expect(found.out).not.toContain('Bea');

    const json = await rekindle('near', 'Lisbon', '--within', '10', '--json');
    expect(JSON.parse(json.out)).toMatchObject({ place: { city: 'Lisbon', country: 'PT' }, withinKm: 10, more: 0 });

    const unknown = await rekindle('near', 'Lisbn');
    expect(unknown).toMatchObject({ code: 1, out: '' });
    expect(unknown.err).toMatch(/No place is known as "Lisbn".* Is it "Lisbon, Portugal"\?/);
    expect((await rekindle('near', 'Lisbon', '--within', 'far')).err).toContain('kilometres');
  }, 60_000);
});
