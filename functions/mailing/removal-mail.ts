import { SendRawEmailCommand } from '@aws-sdk/client-ses';
import { composeMail } from '../digest/mime.ts';
import { errorFields } from '../runtime/logger.ts';
import { listRemovalRequests, type RemovalRequest, removeRemovalRequest } from '../storage/removal-requests.ts';
import { html, join } from './page.ts';
import { senderAddress } from './recipient.ts';
import { removalContact } from './removal-contact.ts';
import type { SendDeps } from './send-one-digest.ts';

/** Requests in one mail, at most. */
const MOST = 100;

type Deps = Pick<SendDeps, 'db' | 'config' | 'ses' | 'configurationSet' | 'clock' | 'logger' | 'publicUrl' | 'hints'>;

/**
 * Mails what people asked by the public page: all that wait in one mail, so that the form cannot flood anybody. What
 * could not be mailed stays for the next tick.
 */
export async function mailRemovalRequests(deps: Deps): Promise<void> {
  const contact = removalContact(deps.config);
  if (contact === undefined) return;
  const waiting = await listRemovalRequests(deps.db, MOST);
  const [first] = waiting;
  if (first === undefined) return;
  try {
    const mail = await composeMail({
      ...contact,
      ...wordsOf(
        waiting.map(({ request }) => request),
        deps,
      ),
      messageId: `<${first.name.replace(/[^A-Za-z0-9-]/g, '')}@${senderAddress(contact.from).split('@')[1]}>`,
      date: new Date(deps.clock.now()),
    });
    await deps.ses.send(
      new SendRawEmailCommand({
        Source: senderAddress(contact.from),
        Destinations: [contact.to],
        RawMessage: { Data: mail },
        ConfigurationSetName: deps.configurationSet,
      }),
    );
    for (const { name } of waiting) await removeRemovalRequest(deps.db, name);
  } catch (error) {
    deps.logger.error('removal requests could not be mailed', errorFields(error));
  }
}

/** What strangers wrote is shown as they wrote it, and marked as theirs. */
function wordsOf(requests: readonly RemovalRequest[], { publicUrl, hints }: Pick<Deps, 'publicUrl' | 'hints'>) {
  const by = `By the form of ${publicUrl}/privacy:`;
  const sentence = 'To do it: npm run rekindle -- erase PERSON (history people --q … finds their id).';
  const how = hints === undefined ? sentence : hints(sentence);
  const asked = requests.map(({ profile, email = 'no address given', message = '', at }) => ({
    ...{ profile, email, message },
    on: new Date(at).toISOString(),
  }));
  return {
    subject:
      requests.length === 1
        ? 'Somebody asks to be removed from Rekindle'
        : `${requests.length} people ask to be removed from Rekindle`,
    text: [
      by,
      ...asked.map(
        ({ on, profile, email, message }) => `On ${on}\nProfile: ${profile}\nE-mail: ${email}\n\n${message}`,
      ),
      `${how}\n`,
    ].join('\n\n'),
    html: html`<p>${by}</p>${join(
      asked.map(
        ({ on, profile, email, message }) =>
          html`<p>On ${on}<br>Profile: ${profile}<br>E-mail: ${email}</p><blockquote>${message}</blockquote>`,
      ),
    )}<p>${how}</p>`.markup,
  };
}
