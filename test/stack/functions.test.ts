import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  historyApiEnvSchema,
  mailFeedbackEnvSchema,
  pullEnvSchema,
  sendDigestEnvSchema,
} from '../../functions/runtime/env.ts';
import manifest from '../../package.json' with { type: 'json' };
import { deploymentOf, FILLED_IN, resourcesOf, synthesize, text } from './synthesize.ts';

const synthesized = synthesize();
const functions = resourcesOf(synthesized, 'AWS::Lambda::Function');
const environment = z.object({ Variables: z.record(z.string(), z.unknown()) });

function variablesOf(from: typeof synthesized, name: string): Record<string, unknown> {
  const fn = resourcesOf(from, 'AWS::Lambda::Function').find(({ id }) => id.startsWith(`${name}Handler`));
  return environment.parse(fn?.Properties['Environment']).Variables;
}

describe('the functions', () => {
  it('are four', () => {
    expect(functions.map(({ id }) => id.replace(/Handler.*/, ''))).toEqual([
      'Pull',
      'SendDigest',
      'HistoryApi',
      'MailFeedback',
    ]);
  });

  it.each([
    ['Pull', pullEnvSchema],
    ['SendDigest', sendDigestEnvSchema],
    ['HistoryApi', historyApiEnvSchema],
    ['MailFeedback', mailFeedbackEnvSchema],
  ])('%s gets every variable that it asks for, in less than 4 KB', (name, schema) => {
    const variables = variablesOf(synthesized, name);
    const required = Object.entries(schema.shape)
      .filter(([, field]) => !field.safeParse(undefined).success)
      .map(([key]) => key);
    expect(required.length).toBeGreaterThan(3);
    expect(Object.keys(variables)).toEqual(expect.arrayContaining(required));
    expect(JSON.stringify(variables).length).toBeLessThan(4096);
    // References become names and addresses in AWS; everything else must hold as it is.
    const known = Object.entries(variables).filter(([, value]) => typeof value === 'string');
    expect(schema.partial().safeParse(Object.fromEntries(known)).error).toBeUndefined();
  });

  it('run on the Node that package.json states, on ARM, and write to logs that end', () => {
    const major = Number.parseInt(manifest.devDependencies.node, 10);
    for (const { Properties } of functions) {
      expect(Properties).toMatchObject({ Runtime: `nodejs${major}.x`, Architectures: ['arm64'] });
      expect(JSON.stringify(Properties['LoggingConfig'])).toContain('Logs');
    }
    const groups = resourcesOf(synthesized, 'AWS::Logs::LogGroup');
    expect(groups).toHaveLength(5);
    for (const group of groups) expect(group.Properties['RetentionInDays']).toBe(30);
  });

  it('reserve no concurrency, which small accounts refuse', () => {
    for (const { Properties } of functions) expect(Properties['ReservedConcurrentExecutions']).toBeUndefined();
  });

  it('give pull the memory that the configuration says', () => {
    const own = synthesize({ deployment: deploymentOf({ ...FILLED_IN, pullMemory: 2_048 }) });
    const sizes = [synthesized, own].map(
      (from) => resourcesOf(from, 'AWS::Lambda::Function').find(({ id }) => id.startsWith('PullHandler'))?.Properties,
    );
    expect(sizes.map((properties) => properties?.['MemorySize'])).toEqual([1_024, 2_048]);
  });

  it('lead links to the API, or to where the configuration says', () => {
    expect(text(variablesOf(synthesized, 'SendDigest')['PUBLIC_URL'])).toMatch(
      /^https:\/\/<Api\w+>\.execute-api\.<AWS::Region>\.<AWS::URLSuffix>$/,
    );
    const own = synthesize({ deployment: deploymentOf({ ...FILLED_IN, publicUrl: 'https://ties.alice.example/' }) });
    expect(variablesOf(own, 'SendDigest')['PUBLIC_URL']).toBe('https://ties.alice.example');
  });

  it('look for secrets below their own stage', () => {
    const test = synthesize({ context: { stage: 'test' } });
    expect(variablesOf(test, 'Pull')).toMatchObject({ STAGE: 'test', SECRETS_PATH: '/rekindle/test' });
  });
});
