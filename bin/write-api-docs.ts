import { readFileSync, writeFileSync } from 'node:fs';
import { ROUTES } from '../functions/history/routes.ts';
import { apiDocs } from './api-docs.ts';

/** Writes `docs/api.md` anew from the routes: `node bin/write-api-docs.ts`. */
const file = new URL('../docs/api.md', import.meta.url);
writeFileSync(file, apiDocs(readFileSync(file, 'utf8'), ROUTES));
