import { DOCUMENTS } from '../functions/history/documents/documents.ts';
import { openApiOf } from '../functions/history/openapi.ts';
import type { Route } from '../functions/history/route.ts';

/** Where the part of docs/api.md begins that is made from the routes. */
const PATHS = '## Paths\n';

/**
 * `docs/api.md` with its paths made anew from the routes; what stands before them is written by hand and stays.
 * @throws Error if it has no "## Paths"
 */
export function apiDocs(text: string, routes: readonly Route[]): string {
  const at = text.indexOf(PATHS);
  if (at < 0) throw new Error('docs/api.md has no "## Paths".');
  const parameters = queryNames(routes);
  return `${text.slice(0, at)}${PATHS}\n${routes.map((route) => sectionOf(route, parameters.get(nameOf(route)) ?? [])).join('\n')}`;
}

const nameOf = ({ method, path }: Route): string => `${method} ${path}`;

function sectionOf(route: Route, parameters: readonly string[]): string {
  const { scope, summary, description, item } = route;
  const document = DOCUMENTS[nameOf(route)] ?? {};
  const who = scope === 'public' ? 'Public.' : `Scope \`${scope}\`.`;
  const query = parameters.length === 0 ? '' : ` Query: ${parameters.map((name) => `\`${name}\``).join(', ')}.`;
  const forms = item === undefined ? '' : ' Also as CSV and NDJSON.';
  const parts = [
    `### ${nameOf(route)}`,
    `${who}${query}${forms}`,
    summary,
    ...[description, document.description].filter((part) => part !== undefined),
    ...(document.body === undefined ? [] : [`Send, for example, \`${JSON.stringify(document.body)}\`.`]),
    ...(document.example === undefined
      ? []
      : [`\`\`\`json\n${JSON.stringify(document.example, undefined, 2)}\n\`\`\``]),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** Names of the query's parameters, by route. */
function queryNames(routes: readonly Route[]): ReadonlyMap<string, readonly string[]> {
  const { paths } = openApiOf(routes, 'https://api.example') as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly parameters: readonly Parameter[] }>>>>;
  };
  return new Map(
    routes.map((route) => {
      const parameters = paths[route.path]?.[route.method.toLowerCase()]?.parameters ?? [];
      return [nameOf(route), parameters.filter((one) => one.in === 'query').map(({ name }) => name)];
    }),
  );
}

interface Parameter {
  readonly name: string;
  readonly in: string;
}
