import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLogFile } from '../../lib/local/log-file.ts';
import { freshFolder } from './folder-for-test.ts';

describe('the log', () => {
  it('is set aside when it is full, and at most two files are kept', async () => {
    const path = join(await freshFolder(), 'log.jsonl');
    const log = createLogFile(path, 10);
    for (const line of ['aaaa', 'bbbb', 'cccc', 'dddd', 'eeee']) log(line);
    expect(readFileSync(`${path}.1`, 'utf8')).toBe('cccc\ndddd\n');
    expect(readFileSync(path, 'utf8')).toBe('eeee\n');
    expect(statSync(path).mode & 0o077).toBe(0);
  });

  it('goes on in a file that is there', async () => {
    const path = join(await freshFolder(), 'log.jsonl');
    createLogFile(path)('a');
    createLogFile(path)('b');
    expect(readFileSync(path, 'utf8')).toBe('a\nb\n');
  });
});
