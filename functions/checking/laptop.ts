import { attention, broken, type Finding, ok } from './finding.ts';

/** What there is to know of a machine and of a folder on it. */
export interface LaptopFacts {
  readonly directory: string;
  readonly nodeVersion: string;
  /** Major version of Node that the project wants. */
  readonly wantedNode: number;
  /** Names in the folder, and of its secrets, with their permission bits; empty if there is no such folder. */
  readonly modes: readonly { readonly path: string; readonly mode: number }[];
  readonly freeBytes?: number;
  /** The process that has it open. */
  readonly holder?: { readonly pid: number; readonly startedAt: string; readonly url?: string | undefined };
  /** What is wrong with the folder itself, if it cannot be used at all, and what helps. */
  readonly problem?: { readonly says: string; readonly cure: string };
}

const MB = 1_000_000;
const TOO_LITTLE = 50 * MB;
const LITTLE = 500 * MB;

/** Whether this machine and the folder on it are fit. */
export function laptopFindings(facts: LaptopFacts): Finding[] {
  const { directory, nodeVersion, wantedNode, freeBytes, holder, problem } = facts;
  const findings: Finding[] = [];
  const [major = 0] = nodeVersion.replace(/^v/, '').split('.').map(Number);
  findings.push(
    major < wantedNode
      ? broken(
          'node',
          `this is Node ${nodeVersion}, and ${wantedNode} is needed`,
          'Let npm install it, without --ignore-scripts, and start through npm: npm ci && npm start',
        )
      : ok('node', `Node ${nodeVersion}`),
  );
  if (problem !== undefined) findings.push(broken('folder', problem.says, problem.cure));
  const open = facts.modes.filter(({ mode }) => (mode & 0o077) !== 0).map(({ path }) => path);
  if (open.length > 0) {
    findings.push(
      broken(
        'folder',
        `others on this machine can read ${open.slice(0, 5).join(', ')}${open.length > 5 ? ` and ${open.length - 5} more` : ''}`,
        `Close it to them: chmod -R go-rwx ${directory}`,
      ),
    );
  } else if (facts.modes.length > 0) {
    findings.push(ok('folder', `${directory} is readable by you alone`));
  }
  if (freeBytes !== undefined && freeBytes < LITTLE) {
    const says = `${Math.floor(freeBytes / MB)} MB are free on its disk`;
    const cure = 'Free some: nothing is lost when the disk fills, but nothing more can be read either.';
    findings.push(freeBytes < TOO_LITTLE ? broken('disk', says, cure) : attention('disk', says, cure));
  }
  if (holder !== undefined) {
    findings.push(
      ok(
        'lock',
        `process ${holder.pid} has the folder open since ${holder.startedAt}${holder.url === undefined ? '' : `, serving ${holder.url}`}`,
      ),
    );
  }
  return findings;
}
