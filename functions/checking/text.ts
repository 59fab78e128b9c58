import type { Finding } from './finding.ts';

/** The findings for a person: what is wrong with its cure, one line each, and a count. */
export function findingsText(findings: readonly Finding[]): string {
  const width = Math.min(40, Math.max(0, ...findings.map(({ about }) => about.length)));
  const lines = findings.map(({ state, about, says, cure }) => {
    const line = `${state.padEnd(9)}  ${about.padEnd(width)}  ${says}`;
    return cure === undefined ? line : `${line}${/[.!?]$/.test(line) ? '' : '.'} Cure: ${cure}`;
  });
  const count = (state: Finding['state']): number => findings.filter((finding) => finding.state === state).length;
  return [...lines, '', `${count('broken')} broken, ${count('attention')} to look at, ${count('ok')} ok.`].join('\n');
}
