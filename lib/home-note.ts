import { Annotations, type Stack } from 'aws-cdk-lib';
import { homeNotes } from '../functions/checking/home.ts';
import { placedHints } from '../functions/core/placed-hints.ts';
import type { Config } from '../functions/runtime/config-schema.ts';

/** Says what is wrong with homes before anything is deployed. The towns come with Rekindle, so nobody is asked. */
export function noteHomes(stack: Stack, config: Pick<Config, 'owners'>, stage: string): void {
  const notes = homeNotes(config);
  if (notes.length === 0) return;
  Annotations.of(stack).addWarningV2('rekindle:home', placedHints(notes.join('\n'), `--stage ${stage}`));
}
