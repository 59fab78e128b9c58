import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { deploymentOf, FILLED_IN, resourcesOf, synthesize, text } from './synthesize.ts';

/** Resources with a star in them that a statement may name, and why AWS or our names leave nothing narrower. */
const EXPLAINED: readonly { readonly resource: RegExp; readonly why: string }[] = [
  {
    resource: /:parameter\/rekindle\/prod\/credentials\/\*$/,
    why: 'One parameter for each network, owner or account that is signed in, which happens after the deployment.',
  },
  {
    resource: /:parameter\/rekindle\/prod\/erasures\/\*$/,
    why: 'One parameter for each erasure, numbered as they come.',
  },
];

/** Services whose statements carry no resource: what they are attached to is the resource. */
const ATTACHED = ['AWS::IAM::Role', 'AWS::SNS::TopicPolicy'];

const statement = z.looseObject({
  Effect: z.enum(['Allow', 'Deny']),
  Action: z.union([z.string(), z.array(z.string())]),
  Resource: z.unknown().optional(),
  Principal: z.unknown().optional(),
});
type Found = z.output<typeof statement> & { readonly at: string; readonly type: string };

/** Every policy statement of a template, wherever it stands. */
function statementsIn(value: unknown, at: string, type: string): Found[] {
  if (Array.isArray(value)) return value.flatMap((one) => statementsIn(one, at, type));
  if (typeof value !== 'object' || value === null) return [];
  const found = statement.safeParse(value);
  return found.success && 'Effect' in value
    ? [{ ...found.data, at, type }]
    : Object.values(value).flatMap((one) => statementsIn(one, at, type));
}

const synthesized = synthesize({ deployment: deploymentOf({ ...FILLED_IN, publishChanges: true }) });
const all = Object.entries(synthesized.template.Resources).flatMap(([id, { Type, Properties }]) =>
  statementsIn(Properties, id, Type),
);
const listed = (value: unknown): string[] => (value === undefined ? [] : [value].flat().map(text));

describe('every policy statement of the template', () => {
  it('is found', () => {
    const policies = Object.values(synthesized.template.Resources).filter(({ Type }) => Type === 'AWS::IAM::Policy');
    expect(policies).toHaveLength(5);
    // Each function's log, table and more; a role's trust; the topic's two.
    expect(all.length).toBeGreaterThan(25);
    expect(new Set(all.map(({ type }) => type))).toEqual(new Set(['AWS::IAM::Policy', ...ATTACHED]));
  });

  it('names its resources, with a star only where that is explained', () => {
    const used = new Set<string>();
    for (const { at, type, Effect, Resource } of all) {
      const resources = listed(Resource);
      if (!ATTACHED.includes(type)) expect(resources.length, at).toBeGreaterThan(0);
      for (const resource of resources.filter((one) => one.includes('*') && Effect === 'Allow')) {
        const explained = EXPLAINED.find((one) => one.resource.test(resource));
        expect(explained, `${at} may use ${resource}, and nothing here says why`).toBeDefined();
        if (explained !== undefined) used.add(explained.why);
      }
    }
    // What nothing needs any more is not kept.
    expect(used.size).toBe(EXPLAINED.length);
  });

  it('allows actions by their names, never all of a service', () => {
    for (const { at, Effect, Action } of all) {
      if (Effect === 'Allow') expect([at, ...listed(Action)].filter((one) => one.includes('*'))).toEqual([]);
    }
  });

  it('trusts services alone, those of this account where they can be told apart', () => {
    for (const { at, Effect, Principal } of all.filter(({ type }) => ATTACHED.includes(type))) {
      if (Effect === 'Deny') continue;
      expect(JSON.stringify(Principal), at).toMatch(/^\{"Service":"[a-z]+\.amazonaws\.com"\}$/);
    }
  });

  it('has none that a managed policy of AWS adds', () => {
    for (const { id, Properties } of resourcesOf(synthesized, 'AWS::IAM::Role')) {
      expect([id, Properties['ManagedPolicyArns']]).toEqual([id, undefined]);
    }
  });
});
