import {
  GetAccountCommand,
  type GetAccountCommandOutput,
  GetEmailIdentityCommand,
  type GetEmailIdentityCommandOutput,
  GetSuppressedDestinationCommand,
  NotFoundException,
  type SESv2Client,
} from '@aws-sdk/client-sesv2';
import { type Place, rekindle } from './commands.ts';
import { attention, broken, type Finding, ok } from './finding.ts';

/** Who mails whom. */
export interface Mailers {
  readonly addresses: readonly string[];
  readonly recipients: readonly string[];
}

const ABOUT = 'mail';
/** Recipients that are asked about one by one, at most: SES answers one question a second. */
const MOST_ASKED = 50;

/** Whether SES sends for this account at all, and for how many more mails today. */
export async function checkSending(client: SESv2Client): Promise<Finding[]> {
  const account = await client.send(new GetAccountCommand({}));
  return [...sendingFindings(account), ...quotaFindings(account)];
}

function sendingFindings({ SendingEnabled, EnforcementStatus }: GetAccountCommandOutput): Finding[] {
  if (SendingEnabled === false || EnforcementStatus === 'SHUTDOWN') {
    return [
      broken(
        ABOUT,
        'SES has paused sending for this AWS account',
        "Read what AWS wrote to the account's address (SES console, Account dashboard, and Support Center), answer it, then switch sending on there.",
      ),
    ];
  }
  if (EnforcementStatus === 'PROBATION') {
    const cure =
      'Stop what bounces or is complained about (docs/runbook.md#bounces), and answer AWS in the Support Center.';
    return [attention(ABOUT, 'SES has put this AWS account under review', cure)];
  }
  return [ok(ABOUT, 'SES sends for this AWS account')];
}

function quotaFindings({ SendQuota }: GetAccountCommandOutput): Finding[] {
  const { Max24HourSend: most = -1, SentLast24Hours: sent = 0 } = SendQuota ?? {};
  if (most < 0 || sent < most * 0.8) return [];
  const says = `${Math.round(sent)} of ${Math.round(most)} mails that SES takes in 24 hours are sent`;
  const cure =
    'Ask for more: SES console, Account dashboard, Request quota increase. What cannot be sent goes the next day.';
  return [sent >= most ? broken(ABOUT, says, cure) : attention(ABOUT, says, cure)];
}

/** Whether each sender is verified, by its address or its domain, and signed and aligned. */
export async function checkSenders(client: SESv2Client, { addresses }: Mailers, stage = 'prod'): Promise<Finding[]> {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const address of addresses) {
    const domain = domainOf(address);
    const ofAddress = await identityOf(client, address);
    const name = ofAddress?.VerifiedForSendingStatus === true ? address : domain;
    if (seen.has(name)) continue;
    seen.add(name);
    const identity = name === address ? ofAddress : await identityOf(client, domain);
    findings.push(
      ...(identity === undefined
        ? [ofAddress === undefined ? unknown(address, stage) : unclicked(address)]
        : identityFindings(name, identity, await client.config.region())),
    );
  }
  return findings;
}

function unknown(address: string, stage: string): Finding {
  return broken(
    ABOUT,
    `neither ${address} nor its domain is known to SES, so nothing can be sent from it`,
    `Deploy with this configuration, which makes the identity, then set the DNS records that it prints: ${rekindle(`deploy --stage ${stage}`, '')}`,
  );
}

function unclicked(address: string): Finding {
  return broken(
    ABOUT,
    `${address} is not verified with SES`,
    `Click the link in the mail that AWS sent to ${address}. To have it sent again: aws ses verify-email-identity --email-address ${address}`,
  );
}

/** What SES looks for in a domain's DNS. */
function dkimRecords(domain: string, { DkimAttributes }: GetEmailIdentityCommandOutput): string {
  const { Tokens = [], SigningHostedZone = 'dkim.amazonses.com' } = DkimAttributes ?? {};
  const records = Tokens.map((token) => `${token}._domainkey.${domain} CNAME ${token}.${SigningHostedZone}`);
  return records.join(' ; ') || 'the CNAME records that the SES console shows under Identities';
}

function identityFindings(name: string, identity: GetEmailIdentityCommandOutput, region: string): Finding[] {
  const isDomain = !name.includes('@');
  if (identity.VerifiedForSendingStatus !== true) {
    if (!isDomain) return [unclicked(name)];
    return [
      broken(
        ABOUT,
        `the domain ${name} is not verified with SES`,
        `Set these records in its DNS, then wait up to a day: ${dkimRecords(name, identity)}`,
      ),
    ];
  }
  const findings: Finding[] = [];
  const { DkimAttributes: dkim, MailFromAttributes: mailFrom } = identity;
  if (isDomain && (dkim?.SigningEnabled === false || (dkim?.Status !== undefined && dkim.Status !== 'SUCCESS'))) {
    findings.push(
      broken(
        ABOUT,
        `mails from ${name} are not signed (DKIM: ${dkim.SigningEnabled === false ? 'off' : dkim.Status}), so many land in spam`,
        `Set these records again in its DNS: ${dkimRecords(name, identity)}; and switch DKIM signing on in the SES console.`,
      ),
    );
  }
  if (mailFrom?.MailFromDomainStatus !== undefined && mailFrom.MailFromDomainStatus !== 'SUCCESS') {
    const domain = mailFrom.MailFromDomain ?? `rekindle-mail.${name}`;
    findings.push(
      attention(
        ABOUT,
        `the MAIL FROM domain ${domain} is not set up (${mailFrom.MailFromDomainStatus})`,
        `Set in its DNS: ${domain} MX 10 feedback-smtp.${region}.amazonses.com, and ${domain} TXT "v=spf1 include:amazonses.com ~all"`,
      ),
    );
  }
  return findings.length > 0 ? findings : [ok(ABOUT, `${name} is verified${isDomain ? ' and signed' : ''}`)];
}

/** In the sandbox SES sends to verified addresses and nobody else. */
export async function checkSandbox(client: SESv2Client, { recipients }: Mailers): Promise<Finding[]> {
  const { ProductionAccessEnabled } = await client.send(new GetAccountCommand({}));
  if (ProductionAccessEnabled === true) return [ok(ABOUT, 'SES sends to everybody')];
  const findings: Finding[] = [];
  for (const recipient of recipients.slice(0, MOST_ASKED)) {
    const isVerified =
      (await identityOf(client, recipient))?.VerifiedForSendingStatus === true ||
      (await identityOf(client, domainOf(recipient)))?.VerifiedForSendingStatus === true;
    if (isVerified) continue;
    findings.push(
      broken(
        ABOUT,
        `the AWS account is in the SES sandbox, and the recipient ${recipient} is not verified: no mail reaches them`,
        `Leave the sandbox (SES console, Request production access), or let them verify themselves by the link in the mail that this sends: aws sesv2 create-email-identity --email-identity ${recipient}`,
      ),
    );
  }
  return findings.length > 0 ? findings : [ok(ABOUT, 'in the SES sandbox, and every recipient is verified')];
}

/** Addresses that SES delivers to no more, because one of its mails bounced there or was called spam. */
export async function checkSuppressed(
  client: SESv2Client,
  { recipients }: Mailers,
  place: Place = '',
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const recipient of recipients.slice(0, MOST_ASKED)) {
    const suppressed = await orNotFound(() =>
      client.send(new GetSuppressedDestinationCommand({ EmailAddress: recipient })),
    );
    const reason = suppressed?.SuppressedDestination?.Reason;
    if (reason === undefined) continue;
    findings.push(
      broken(
        ABOUT,
        `SES delivers nothing to ${recipient} any more (${reason.toLowerCase()})`,
        `Once the address works again: aws sesv2 delete-suppressed-destination --email-address ${recipient} && ${rekindle(`resubscribe ${recipient} --force`, place)}`,
      ),
    );
  }
  return findings;
}

function identityOf(client: SESv2Client, name: string): Promise<GetEmailIdentityCommandOutput | undefined> {
  return orNotFound(() => client.send(new GetEmailIdentityCommand({ EmailIdentity: name })));
}

async function orNotFound<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof NotFoundException) return undefined;
    throw error;
  }
}

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();
