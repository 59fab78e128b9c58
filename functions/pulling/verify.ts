import type { Finding } from '../core/model.ts';
import type { AudienceTarget, Connector, ResolvedAccount } from '../networks/network.ts';
import type { Absent } from './absent.ts';
import type { Verification } from './settle.ts';

/** People asked about in one pull, at most; the rest stay candidates until the next. */
const MOST_VERIFIED = 5_000;

/**
 * Asks the network about everybody who was not listed. What it answered stands even if it stops answering midway:
 * the error comes back beside the findings, and whoever was not asked stays a candidate.
 * @throws CorruptRosterError if it cannot be read who they are
 */
export async function verifyAbsent(
  connector: Connector,
  account: ResolvedAccount,
  target: AudienceTarget,
  absent: Pick<Absent, 'length' | 'longestWaiting'>,
  options: { readonly now: () => number; readonly mayGoOn: () => boolean },
): Promise<Verification & { readonly error?: unknown }> {
  const canVerify = connector.canVerify(target.kind) && target.kind !== 'following';
  const { listsFullProfiles } = connector;
  const findings = new Map<string, Finding>();
  if (!canVerify || absent.length === 0) return { listsFullProfiles, canVerify, findings };
  // Those who wait longest are asked first.
  const rows = await absent.longestWaiting(MOST_VERIFIED);
  const people = rows.map(({ id, profile }) => ({ id, handle: profile.handle }));
  try {
    for await (const finding of connector.verify(account, target, people)) {
      // Evidence is history, so it is dated by the calendar; a connector only knows the wall clock.
      findings.set(finding.id, { ...finding, evidence: { ...finding.evidence, at: options.now() } });
      if (!options.mayGoOn()) break;
    }
    return { listsFullProfiles, canVerify, findings };
  } catch (error) {
    return { listsFullProfiles, canVerify, findings, error };
  }
}
