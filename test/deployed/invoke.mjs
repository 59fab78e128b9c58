// Plays Lambda's runtime in a process that has nothing but what the template gives it: loads the asset's handler, hands
// it one event, and writes what it answered.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [file, name] = process.argv.slice(2);
const event = JSON.parse(readFileSync(0, 'utf8'));
const endsAt = Date.now() + 15 * 60_000;
const module = await import(pathToFileURL(file).href);
const answer = await module[name](event, { getRemainingTimeInMillis: () => endsAt - Date.now() });
process.stdout.write(`\n::answer::${JSON.stringify(answer ?? null)}\n`);
