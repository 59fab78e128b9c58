import { readFileSync, writeFileSync } from 'node:fs';

/** Who left and who is new, as most would write it: a Set of strings for each list. */
const read = (name: string): Set<string> =>
  new Set(
    readFileSync(name, 'utf8')
      .split('\n')
      .filter((id) => id !== ''),
  );
const before = read('before.txt');
const after = read('after.txt');
writeFileSync('lost.txt', [...before].filter((id) => !after.has(id)).join('\n'));
writeFileSync('gained.txt', [...after].filter((id) => !before.has(id)).join('\n'));
