import { notFound, Problem } from './problem.ts';
import type { Route } from './route.ts';

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** Longest path that is looked at. */
const LONGEST_PATH = 4_096;

/**
 * Finds the route of a request.
 * @param path decoded, as HTTP APIs hand it over
 * @throws Problem 404 for an unknown path; 405 with `Allow` for a known one under another method
 */
export function matchRoute(routes: readonly Route[], method: string, path: string): Match {
  const segments = path.length > LONGEST_PATH ? [] : path.split('/');
  const matches = routes.flatMap((route): Match[] => {
    const params = paramsOf(route.path, segments);
    return params === undefined ? [] : [{ route, params }];
  });
  if (matches.length === 0) throw notFound();
  const found = matches.find(({ route }) => route.method === method || (route.method === 'GET' && method === 'HEAD'));
  if (found !== undefined) return found;
  const allowed = matches.flatMap(({ route }) => (route.method === 'GET' ? ['GET', 'HEAD'] : [route.method]));
  throw new Problem(405, `This path answers to ${allowed.join(', ')}.`, { headers: { allow: allowed.join(', ') } });
}

function paramsOf(pattern: string, segments: readonly string[]): Record<string, string> | undefined {
  const parts = pattern.split('/');
  if (parts.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith('{')) params[part.slice(1, -1)] = segment;
    else if (part !== segment) return undefined;
  }
  return params;
}
