import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, vi } from 'vitest';
import * as z from 'zod';
import cdk from '../../cdk.json' with { type: 'json' };
import { type Deployment, readDeployment } from '../../lib/deployment.ts';
import { rekindleApp } from '../../lib/rekindle-app.ts';

export const ROOT = resolve(import.meta.dirname, '../..');

/** Everything that these tests write, until the file that wrote it is done. */
const scratch = mkdtempSync(join(tmpdir(), 'rekindle-stack-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A fresh, empty folder. */
export const freshFolder = (): string => mkdtempSync(join(scratch, 'f-'));

const statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: z.union([z.string(), z.array(z.string())]).transform((action) => [action].flat()),
  Resource: z.unknown().transform((resource) => [resource].flat().map(text)),
  Condition: z.unknown().optional(),
});
export type Statement = z.output<typeof statement>;

const template = z.looseObject({
  Parameters: z.record(z.string(), z.looseObject({})).default({}),
  Rules: z.record(z.string(), z.looseObject({})).default({}),
  Resources: z.record(
    z.string(),
    z.looseObject({
      Type: z.string(),
      Properties: z.record(z.string(), z.unknown()).default({}),
      DeletionPolicy: z.string().optional(),
      UpdateReplacePolicy: z.string().optional(),
      DependsOn: z.array(z.string()).optional(),
    }),
  ),
  Outputs: z.record(z.string(), z.looseObject({ Value: z.unknown() })),
});

/** A configuration that somebody filled in. */
export const FILLED_IN = {
  owners: [
    {
      id: 'alice',
      name: 'Alice',
      accounts: [{ id: 'bluesky:alice.example.org' }],
      digests: [{ from: 'Rekindle <hello@alice.example>', recipients: [{ email: 'alice@alice.example' }] }],
    },
  ],
};

/** Writes a configuration into a fresh folder and reads it as the app does. */
export function deploymentOf(config: unknown): Deployment {
  const folder = freshFolder();
  writeFileSync(join(folder, 'rekindle.config.json'), JSON.stringify(config));
  return readDeployment(folder);
}

/** The example as a fresh clone has it, whatever configuration lies in this working tree. */
export function exampleDeployment(): Deployment {
  const folder = freshFolder();
  copyFileSync(join(ROOT, 'rekindle.config.example.json'), join(folder, 'rekindle.config.example.json'));
  return readDeployment(folder);
}

/**
 * Synthesizes the app in this process, as `cdk synth` does with this context.
 * @param options bundling, and CDK's own check of the template, are slow and off unless asked for
 */
export function synthesize(
  options: {
    readonly deployment?: Deployment;
    readonly context?: Record<string, string>;
    readonly isWhole?: boolean;
  } = {},
) {
  vi.stubEnv('CDK_VALIDATION', options.isWhole ? 'true' : 'false');
  const { app, stack } = rekindleApp(options.deployment ?? deploymentOf(FILLED_IN), {
    outdir: freshFolder(),
    analyticsReporting: false,
    context: {
      ...cdk.context,
      ...options.context,
      ...(options.isWhole ? {} : { 'aws:cdk:bundling-stacks': [] }),
    },
  });
  const assembly = app.synth();
  const raw: unknown = assembly.getStackArtifact(stack.artifactId).template;
  return { app, stack, directory: assembly.directory, raw, template: template.parse(raw) };
}

export type Synthesized = ReturnType<typeof synthesize>;

export function resourcesOf({ template }: Synthesized, type: string) {
  return Object.entries(template.Resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([id, resource]) => ({ id, ...resource }));
}

const policy = z.object({
  PolicyDocument: z.object({ Statement: z.array(statement) }),
  Roles: z.array(z.object({ Ref: z.string() })),
});

/** What the role of a construct (`Pull`, `Ticks`) may do. */
export function statementsOf(synthesized: Synthesized, construct: string): Statement[] {
  return resourcesOf(synthesized, 'AWS::IAM::Policy')
    .map(({ Properties }) => policy.parse(Properties))
    .filter(({ Roles }) => Roles.some(({ Ref }) => Ref.startsWith(`${construct}Role`)))
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

/** A value of a template as one can read it: references in angle brackets, joins joined. */
export function text(value: unknown): string {
  if (typeof value === 'string') return value;
  const join = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) }).safeParse(value);
  if (join.success) return join.data['Fn::Join'][1].map(text).join(join.data['Fn::Join'][0]);
  const ref = z.object({ Ref: z.string() }).safeParse(value);
  if (ref.success) return `<${ref.data.Ref}>`;
  const attribute = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }).safeParse(value);
  if (attribute.success) return `<${attribute.data['Fn::GetAtt'].join('.')}>`;
  return JSON.stringify(value);
}
