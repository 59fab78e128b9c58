import type { AudienceReport, PullReport } from '../../functions/pulling/deps.ts';

/** Several pulls as one: what they told together, and how things stand after the last. */
export function mergePulls(pulls: readonly PullReport[]): PullReport {
  const audiences = new Map<string, AudienceReport>();
  for (const report of pulls.flatMap((pull) => pull.audiences)) {
    const id = `${report.owner}/${report.audienceId}`;
    const before = audiences.get(id);
    audiences.set(id, before === undefined ? report : merge(before, report));
  }
  return { accounts: pulls.at(-1)?.accounts ?? [], audiences: [...audiences.values()] };
}

function merge(before: AudienceReport, after: AudienceReport): AudienceReport {
  const isNews = before.outcome === 'baseline' || before.outcome === 'committed';
  return {
    ...after,
    outcome: isNews && after.outcome === 'unchanged' ? before.outcome : after.outcome,
    gained: before.gained + after.gained,
    lost: before.lost + after.lost,
    returned: before.returned + after.returned,
    edited: before.edited + after.edited,
  };
}
