import { writeFileSync } from 'node:fs';
import { buildPage } from '../lib/page-files.ts';

/** Builds the page into one file, for the stack: `node bin/build-page.ts FILE`. */
const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('Say which file to write: node bin/build-page.ts FILE');
writeFileSync(file, JSON.stringify(await buildPage()));
