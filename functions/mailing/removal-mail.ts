import { SendRawEmailCommand } from '@aws-sdk/client-ses';
import { composeMail } from '../digest/mime.ts';
import { errorFields } from '../runtime/logger.ts';
import { listRemovalRequests, type RemovalRequest, removeRemovalRequest } from '../storage/removal-requests.ts';
import { html } from './page.ts';
import { senderAddress } from './recipient.ts';
import { removalContact } from './removal-contact.ts';
import type { SendDeps } from './send-one-digest.ts';

/** Requests that one tick mails, at most. */
const MOST = 20;

type Deps = Pick<SendDeps, 'db' | 'config' | 'ses' | 'configurationSet' | 'clock' | 'logger' | 'publicUrl'>;

/** Mails what people asked by the public page. One that could not be mailed stays for the next tick. */
export async function mailRemovalRequests(deps: Deps): Promise<void> {
  const contact = removalContact(deps.config);
  if (contact === undefined) return;
  for (const { name, request } of await listRemovalRequests(deps.db, MOST)) {
    try {
      const mail = await composeMail({
        ...contact,
        ...wordsOf(request, deps.publicUrl),
        messageId: `<${name.replace(/[^A-Za-z0-9-]/g, '')}@${senderAddress(contact.from).split('@')[1]}>`,
        date: new Date(deps.clock.now()),
        listUnsubscribe: { url: `${deps.publicUrl}/privacy` },
      });
      await deps.ses.send(
        new SendRawEmailCommand({
          Source: senderAddress(contact.from),
          Destinations: [contact.to],
          RawMessage: { Data: mail },
          ConfigurationSetName: deps.configurationSet,
        }),
      );
      await removeRemovalRequest(deps.db, name);
    } catch (error) {
      deps.logger.error('a removal request could not be mailed', errorFields(error));
      return;
    }
  }
}

/** What a stranger wrote is shown as they wrote it, and marked as theirs. */
function wordsOf({ profile, email, message, at }: RemovalRequest, publicUrl: string) {
  const when = new Date(at).toISOString();
  const answer = email ?? 'no address given';
  const how = 'To do it: npm run rekindle -- erase PERSON (history people --q … finds their id).';
  return {
    subject: 'Somebody asks to be removed from Rekindle',
    text: `By the form of ${publicUrl}/privacy, on ${when}:\n\nProfile: ${profile}\nE-mail: ${answer}\n\n${message ?? ''}\n\n${how}\n`,
    html: html`<p>By the form of ${publicUrl}/privacy, on ${when}:</p>
<p>Profile: ${profile}<br>E-mail: ${answer}</p><blockquote>${message ?? ''}</blockquote><p>${how}</p>`.markup,
  };
}
