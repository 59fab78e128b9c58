import { describe, expect, it } from 'vitest';
import { readEvent } from '../../functions/history/event.ts';

const event = {
  version: '2.0',
  rawPath: '/v1/changes',
  rawQueryString: '',
  headers: {},
  requestContext: { requestId: 'JKJaXmPLvHcESHA=', http: { method: 'GET', path: '/v1/changes' } },
};

describe('an event of an HTTP API', () => {
  it('has its query in the parameters that the gateway has parsed', () => {
    const given = { ...event, rawQueryString: 'kind=lost&kind=gained', queryStringParameters: { kind: 'lost,gained' } };
    expect(readEvent(given).query).toEqual({ kind: 'lost,gained' });
  });

  it('has the same query without them: values of a repeated parameter are joined', () => {
    const given = { ...event, rawQueryString: 'kind=lost&kind=gained&from=2026-03-01T00%3A00%3A00%2B01%3A00' };
    expect(readEvent(given).query).toEqual({ kind: 'lost,gained', from: '2026-03-01T00:00:00+01:00' });
  });

  it('has its token under any spelling of the header', () => {
    expect(readEvent({ ...event, headers: { Authorization: 'Bearer x' } }).authorization).toBe('Bearer x');
    expect(readEvent({ ...event, headers: { authorization: 'Bearer y' } }).authorization).toBe('Bearer y');
  });

  it('lends its request id, unless that could not be printed as it is', () => {
    expect(readEvent(event).correlationId).toBe('JKJaXmPLvHcESHA=');
    const forged = { ...event, requestContext: { ...event.requestContext, requestId: 'x\n{"level":"error"}' } };
    expect(readEvent(forged).correlationId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is refused when it is something else', () => {
    expect(() => readEvent({ Records: [] })).toThrow();
  });
});
