import { DIGEST_DOCUMENTS } from './digests.ts';
import type { RouteDocument } from './document.ts';
import { LIST_DOCUMENTS } from './lists.ts';
import { OTHER_DOCUMENTS } from './others.ts';
import { PEOPLE_DOCUMENTS } from './people.ts';

/** By method and path, `GET /v1/accounts`. */
export const DOCUMENTS: Readonly<Record<string, RouteDocument>> = {
  ...LIST_DOCUMENTS,
  ...PEOPLE_DOCUMENTS,
  ...DIGEST_DOCUMENTS,
  ...OTHER_DOCUMENTS,
};
