// Preloaded before any TypeScript: an old Node would fail on it with a message that helps nobody.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const wanted = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).devDependencies.node;
const [major = 0] = process.versions.node.split('.').map(Number);
if (major < Number.parseInt(wanted, 10)) {
  process.stderr.write(
    `Rekindle runs on Node ${wanted}, and this is Node ${process.versions.node}.\n` +
      'npm normally brings the right one along: run "npm ci" without --ignore-scripts, then start through npm\n' +
      '("npm start", "npm test", "npm run rekindle"), which finds it in node_modules/.bin.\n',
  );
  process.exit(1);
}

// Stripping types off hundreds of files takes half of a short command's time. Kept inside the project, where nobody
// else of this machine can write.
const { enableCompileCache } = await import('node:module');
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/rekindle', import.meta.url)));
