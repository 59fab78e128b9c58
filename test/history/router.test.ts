import { describe, expect, it } from 'vitest';
import { Problem } from '../../functions/history/problem.ts';
import { matchRoute } from '../../functions/history/router.ts';
import { ROUTES } from '../../functions/history/routes.ts';

function problemOf(method: string, path: string): Problem {
  try {
    matchRoute(ROUTES, method, path);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error(`${method} ${path} was found`);
}

describe('the router', () => {
  it('finds a path with its ids, which may hold every character that ids may hold', () => {
    const { route, params } = matchRoute(ROUTES, 'GET', '/v1/audiences/mastodon:alice@m.example:likes:~x-_Y/changes');
    expect(route.path).toBe('/v1/audiences/{id}/changes');
    expect(params).toEqual({ id: 'mastodon:alice@m.example:likes:~x-_Y' });
  });

  it('answers HEAD wherever GET is', () => {
    expect(matchRoute(ROUTES, 'HEAD', '/v1/health').route.path).toBe('/v1/health');
  });

  it.each([
    '',
    '/v1',
    '/v1/',
    '/v1/healthy',
    '/v1/health/',
    '/v1/audiences/a/b',
    '//v1/health',
    '/v2/health',
    '/v1/persons',
  ])('does not find %j', (path) => {
    expect(problemOf('GET', path).status).toBe(404);
  });

  it('does not look at a path without end', () => {
    expect(problemOf('GET', `/v1/audiences/${'x'.repeat(5_000)}`).status).toBe(404);
  });

  it('says which methods a path answers to', () => {
    expect(problemOf('POST', '/v1/accounts')).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
    expect(problemOf('DELETE', '/unsubscribe/x')).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD, POST' } });
    expect(problemOf('OPTIONS', '/v1/health').status).toBe(405);
  });

  it('has each method of a path once, and nothing but pages and health open to everybody', () => {
    const names = ROUTES.map(({ method, path }) => `${method} ${path}`);
    expect(new Set(names).size).toBe(names.length);
    const open = ROUTES.filter(({ scope }) => scope === 'public').map(({ path }) => path);
    // Whatever else is open asks for the signed link of a mail, or is a file of the page; `/session` tells of its cookie alone.
    const unsigned = open.filter((path) => !/\{(token|file)\}/.test(path));
    expect([...new Set(unsigned)].sort()).toEqual([...['/', '/privacy', '/session', '/v1/health', '/v1/openapi.json']]);
  });
});
