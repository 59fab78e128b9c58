import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ROUTES } from '../../functions/history/routes.ts';
import { problemShape } from '../../functions/history/shapes.ts';

const text = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');
const sections = text
  .split(/^### /m)
  .slice(1)
  .map((section) => ({
    name: section.slice(0, section.indexOf('\n')),
    example: /```json\n(?<json>.*?)```/s.exec(section)?.groups?.['json'],
  }));

describe('docs/api.md', () => {
  it('describes every route that there is, and no other', () => {
    expect(sections.map(({ name }) => name).sort()).toEqual(
      ROUTES.map(({ method, path }) => `${method} ${path}`).sort(),
    );
  });

  it.each(ROUTES.filter(({ contentType }) => contentType === 'application/json'))(
    'shows an answer of $path as it is',
    ({ method, path, response }) => {
      const example = sections.find(({ name }) => name === `${method} ${path}`)?.example;
      expect(() => response.parse(JSON.parse(example ?? 'null'))).not.toThrow();
    },
  );

  it('shows a problem as it is', () => {
    const example = /```json\n(?<json>\s+\{\s+"type".*?)```/s.exec(text)?.groups?.['json'];
    expect(() => problemShape.parse(JSON.parse(example ?? 'null'))).not.toThrow();
  });
});
