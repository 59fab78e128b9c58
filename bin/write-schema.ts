/**
 * Writes the JSON Schema of the configuration, which editors use for completion and checks:
 * `node bin/write-schema.ts`. A test says when it is out of date.
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as z from 'zod';
import { configSchema } from '../functions/runtime/config-schema.ts';

const schema = z.toJSONSchema(configSchema, { io: 'input' });
writeFileSync(
  resolve(import.meta.dirname, '../docs/rekindle.config.schema.json'),
  `${JSON.stringify(schema, null, 2)}\n`,
);
