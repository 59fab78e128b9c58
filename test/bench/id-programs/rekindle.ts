import { closeSync, fstatSync, openSync, readSync, writeFileSync } from 'node:fs';
import { compareLists, type IdSource } from '../../../functions/comparing/compare-lists.ts';

/** The same by our own comparison of lists. */
const files = ['before.txt', 'after.txt'].map((name) => openSync(name, 'r'));
const sourceOf = (file = 0): IdSource => ({
  open: () => {
    let place = 0;
    return (into) => {
      const count = readSync(file, into, 0, into.length, place);
      place += count;
      return count;
    };
  },
  size: fstatSync(file).size,
});
const { lost, gained } = compareLists(sourceOf(files[0]), sourceOf(files[1]));
writeFileSync('lost.txt', [...lost].join('\n'));
writeFileSync('gained.txt', [...gained].join('\n'));
for (const file of files) closeSync(file);
