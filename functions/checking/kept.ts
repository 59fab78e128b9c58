import { unfinishedRestore } from '../archiving/target.ts';
import { recipientHash } from '../mailing/recipient.ts';
import { ERASURE_KEY } from '../pulling/erased.ts';
import type { Config } from '../runtime/config-schema.ts';
import type { Secrets } from '../runtime/secrets.ts';
import type { Db } from '../storage/db.ts';
import { readDigestState } from '../storage/digests.ts';
import { listTombstones } from '../storage/erasures.ts';
import { readSuppressions } from '../storage/suppressions.ts';
import { type Place, rekindle } from './commands.ts';
import { attention, broken, type Finding, ok } from './finding.ts';

/** Recipients to whom mail has stopped by our own account of it: bounced, complained, or unsubscribed. */
export async function checkRecipients(
  db: Db,
  { owners }: Pick<Config, 'owners'>,
  place: Place = '',
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const owner of owners) {
    for (const { id, recipients } of owner.digests) {
      const hashes = recipients.map(({ email }) => recipientHash(owner.id, email));
      const suppressed = await readSuppressions(db, owner.id, id, hashes);
      recipients.forEach(({ email }, index) => {
        const reason = suppressed.get(hashes[index] ?? '')?.reason;
        if (reason === undefined) return;
        const again = `resubscribe ${email} --owner ${owner.id}`;
        const cure =
          reason === 'unsubscribed'
            ? `If they want it again: ${rekindle(again, place)}`
            : `Once the address works again: ${rekindle(`${again} --force`, place)}`;
        findings.push(attention('recipients', `${email} gets the digest "${id}" no more: ${reason}`, cure));
      });
    }
  }
  return findings;
}

/** Whether the keys are there that links and erasures hang on, and a restore has come to its end. */
export async function checkKept(
  { db, secrets, linkKey }: { readonly db: Db; readonly secrets: Pick<Secrets, 'read'>; readonly linkKey: string },
  { owners }: Pick<Config, 'owners'>,
  place: Place = '',
): Promise<Finding[]> {
  const findings: Finding[] = [];
  if ((await unfinishedRestore(db)) !== undefined) {
    findings.push(
      broken(
        'restore',
        'a restore was cut off here: only a part of the history can be seen',
        `Repeat it with the same file: ${rekindle('restore FILE', place)}`,
      ),
    );
  }
  findings.push(linkKeyFinding((await secrets.read(linkKey)) !== undefined, await hasMailed(db, owners)));
  const erased = await Promise.all(owners.map(({ id }) => listTombstones(db, id)));
  if (erased.some((hashes) => hashes.size > 0) && (await secrets.read(ERASURE_KEY)) === undefined) {
    findings.push(
      broken(
        'keys',
        'people were erased, and the key that recognises them is gone: nothing is read until it is back',
        'Put it back from FILE.erasures of a backup (docs/operations.md#keys).',
      ),
    );
  }
  return findings;
}

function linkKeyFinding(isThere: boolean, isNeeded: boolean): Finding {
  if (isThere) return ok('keys', 'the key that signs links is there');
  if (!isNeeded) return ok('keys', 'the key that signs links comes with the first digest');
  return attention(
    'keys',
    'the key that signs links is gone: links in mails that were sent do not open',
    'The next digest makes a new one. If you have the old one, put it back first (docs/operations.md#keys).',
  );
}

/** Whether there was an edition of any digest. */
async function hasMailed(db: Db, owners: Config['owners']): Promise<boolean> {
  for (const { id, digests } of owners) {
    for (const digest of digests) if ((await readDigestState(db, id, digest.id)) !== undefined) return true;
  }
  return false;
}
