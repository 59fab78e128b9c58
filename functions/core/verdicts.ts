import type { AudienceKind, Finding, Verdict } from './model.ts';

/**
 * What a finding proves about somebody who was not listed. `left` is proof with a verdict; `still-there` is proof of
 * the contrary (they are only not shown); `open` means the network answered, but not that.
 */
export type Proof =
  | { readonly is: 'left'; readonly verdict: Verdict }
  | { readonly is: 'still-there' }
  | { readonly is: 'open' };

const LEFT_BY_ACCOUNT = ['deactivated', 'suspended', 'deleted', 'gone'] as const;

/** Never finer than the evidence: a rule reads only what the network said. */
export function proofOf(kind: AudienceKind, finding: Finding): Proof {
  if (kind === 'likes' || kind === 'stars') return proofOfLike(finding);
  // A block is the most that can be known: it also hides the follow, and it must keep the person from being suggested.
  if (finding.blockedYou === true) return { is: 'left', verdict: 'blocked-you' };
  if (finding.youBlocked === true) return { is: 'left', verdict: 'you-blocked' };
  if (finding.movedTo !== undefined) return { is: 'left', verdict: 'moved' };
  const account = LEFT_BY_ACCOUNT.find((state) => state === finding.account);
  if (account !== undefined) return { is: 'left', verdict: account };
  if (finding.inAudience === true) return { is: 'still-there' };
  if (finding.severed === true) return { is: 'left', verdict: 'severed' };
  if (finding.inAudience === false) return { is: 'left', verdict: 'unfollowed' };
  if (finding.isHidden === true) return { is: 'still-there' };
  return { is: 'open' };
}

/** Somebody whose account vanished, or who is behind a block, did not take a like back: it is only not shown. */
function proofOfLike(finding: Finding): Proof {
  const isHidden =
    finding.blockedYou === true ||
    finding.youBlocked === true ||
    finding.movedTo !== undefined ||
    LEFT_BY_ACCOUNT.some((state) => state === finding.account);
  if (isHidden || finding.inAudience === true) return { is: 'still-there' };
  if (finding.inAudience === false) return { is: 'left', verdict: 'unliked' };
  return { is: 'open' };
}

/**
 * The verdict when nothing but repeated absence proves a loss.
 * Two lists show that a like or star is gone if the account is there, unless the network's own number says that they leave
 * people out; of a follow they cannot tell an unfollow from a block.
 * @param isGiven the lists were given by the owner: they tell that somebody is on them no more, and nothing else
 */
export function verdictOfAbsence(kind: AudienceKind, finding: Finding | undefined, isGiven = false): Verdict {
  if (kind === 'members' || isGiven) return 'unlisted';
  const isThere = finding?.account === 'active' && finding.isDoubted !== true;
  if ((kind === 'likes' || kind === 'stars') && isThere) return 'unliked';
  return 'unknown';
}
