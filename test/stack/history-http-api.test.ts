import { describe, expect, it } from 'vitest';
import { resourcesOf, synthesize, text } from './synthesize.ts';

const synthesized = synthesize();
const [stage] = resourcesOf(synthesized, 'AWS::ApiGatewayV2::Stage');
const format = JSON.stringify(stage?.Properties['AccessLogSettings']);

describe('the API', () => {
  it('sends every path and method to history-api, the page at the root too', () => {
    const routes = resourcesOf(synthesized, 'AWS::ApiGatewayV2::Route');
    expect(routes.map(({ Properties }) => Properties['RouteKey'])).toEqual(['ANY /', 'ANY /{proxy+}']);
    const [integration] = resourcesOf(synthesized, 'AWS::ApiGatewayV2::Integration');
    expect(text(integration?.Properties['IntegrationUri'])).toMatch(/^<HistoryApiHandler/);
    expect(integration?.Properties['PayloadFormatVersion']).toBe('2.0');
  });

  it('logs routes, not paths, for paths name people and carry tokens', () => {
    expect(format).toContain('$context.routeKey');
    expect(format).toContain('$context.requestId');
    expect(format).not.toMatch(/\$context\.(path|http\.path|identity|domainName|authorizer)/);
  });

  it('is throttled', () => {
    expect(stage?.Properties['DefaultRouteSettings']).toEqual({ ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 });
  });

  it('answers before HTTP APIs give up, at 30 seconds', () => {
    const fn = resourcesOf(synthesized, 'AWS::Lambda::Function').find(({ id }) => id.startsWith('HistoryApi'));
    expect(fn?.Properties['Timeout']).toBe(29);
  });
});
