/**
 * The CDK app. `npx cdk synth`, `npx cdk deploy`, `npx cdk deploy -c stage=test`.
 */
import { resolve } from 'node:path';
import { ConfigError } from '../functions/runtime/config.ts';
import { readDeployment } from '../lib/deployment.ts';
import { rekindleApp } from '../lib/rekindle-app.ts';

try {
  rekindleApp(readDeployment(resolve(import.meta.dirname, '..')));
} catch (error) {
  // A mistake in what the user wrote needs its sentence, not the stack trace of ours.
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
