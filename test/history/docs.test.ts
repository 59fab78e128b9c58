import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { apiDocs } from '../../bin/api-docs.ts';
import { DOCUMENTS } from '../../functions/history/documents/documents.ts';
import { ROUTES } from '../../functions/history/routes.ts';
import { problemShape } from '../../functions/history/shapes.ts';

const text = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');
const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

describe('docs/api.md', () => {
  it('is what the routes say: `node bin/write-api-docs.ts` writes it', () => {
    expect(apiDocs(text, ROUTES)).toBe(text);
  });

  it('shows a problem as it is', () => {
    const example = /```json\n(?<json>\s+\{\s+"type".*?)```/s.exec(text)?.groups?.['json'];
    expect(() => problemShape.parse(JSON.parse(example ?? 'null'))).not.toThrow();
  });
});

describe('the documents of routes', () => {
  it('are about routes that there are', () => {
    const routes = ROUTES.map(nameOf);
    expect(Object.keys(DOCUMENTS).filter((name) => !routes.includes(name))).toEqual([]);
  });

  const withAnswers = ROUTES.filter(
    ({ contentType, path }) => contentType === 'application/json' && path !== '/v1/openapi.json',
  );
  it.each(withAnswers)('show an answer of $method $path as it is', (route) => {
    expect(() => route.response.parse(DOCUMENTS[nameOf(route)]?.example)).not.toThrow();
  });

  it.each(ROUTES.filter(({ body }) => body !== undefined))('show what $method $path takes', (route) => {
    const document = DOCUMENTS[nameOf(route)];
    expect(() => route.body?.parse(document?.body)).not.toThrow();
  });
});
