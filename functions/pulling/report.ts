import type { AudienceKind } from '../core/model.ts';
import type { Head } from '../storage/items.ts';
import type { AudienceReport } from './deps.ts';

/** Describes an audience as its head stands. */
export function reportOf(
  head: Head,
  outcome: AudienceReport['outcome'],
  more: Partial<AudienceReport> = {},
): AudienceReport {
  return {
    owner: head.owner,
    accountId: head.accountId,
    audienceId: head.audienceId,
    kind: kindOf(head),
    ...(head.title === undefined ? {} : { title: head.title }),
    outcome,
    count: head.counts.present + head.counts.missing + head.counts.held + head.counts.hidden,
    gained: 0,
    lost: 0,
    returned: 0,
    edited: 0,
    missing: head.counts.missing,
    held: head.counts.held,
    hidden: head.counts.hidden,
    ...(head.baselineAt === undefined ? {} : { baselineAt: head.baselineAt }),
    ...more,
  };
}

/** What kind of list it is. @throws TypeError for an account's job */
export function kindOf(head: Head): AudienceKind {
  if (head.kind === 'account') throw new TypeError('An account job has no list to walk.');
  return head.kind;
}
