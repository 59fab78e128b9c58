import { ConfigError } from '../functions/runtime/config.ts';
import type { Config } from '../functions/runtime/config-schema.ts';

/** Who mails whom, as SES needs to know it. */
export interface Senders {
  /** Distinct addresses of the digests' `from`, without names. */
  readonly addresses: readonly string[];
  /** Their distinct domains, in lower case. */
  readonly domains: readonly string[];
  /** Distinct addresses of all recipients. */
  readonly recipients: readonly string[];
}

/**
 * Most sender addresses of one stack. Each needs its place in the function's policy, which ends at 10,240 bytes, and
 * an identity of its own.
 */
const MOST_SENDERS = 40;

/** Providers whose mailboxes anybody can have. Country endings are cut off before the comparison. */
const PUBLIC_PROVIDERS = new Set(
  (
    'gmail googlemail outlook hotmail live msn yahoo ymail rocketmail aol icloud me mac gmx web t-online freenet ' +
    'proton protonmail pm mail yandex ya bk inbox list rambler qq foxmail 163 126 yeah sina sohu zoho fastmail hey ' +
    'tutanota tuta posteo mailbox orange wanadoo laposte sfr free libero virgilio tiscali wp o2 interia onet seznam ' +
    'comcast verizon att sbcglobal bellsouth cox charter earthlink btinternet sky virginmedia talktalk bigpond ' +
    'optusnet shaw rogers telus uol bol terra naver daum hanmail rediffmail'
  ).split(' '),
);
const PROVIDER_ENDINGS =
  /\.(com|net|org|de|at|ch|fr|it|es|nl|be|pl|cz|ru|ua|cn|jp|kr|in|eu|uk|au|br|ca|mx|ar|me|us|co|ie|dk|se|no|fi|pt|gr|tr|id|sg|tw|hk|nz|za|email)$/;

/**
 * Collects senders and recipients of all digests.
 * @throws ConfigError if a sender is at a public mail provider, or if there are too many
 */
export function readSenders(config: Config, source: string): Senders {
  const addresses = new Map<string, string>();
  const recipients = new Set<string>();
  const problems: string[] = [];
  config.owners.forEach((owner, o) => {
    owner.digests.forEach((digest, d) => {
      const address = addressOf(digest.from);
      addresses.set(address.toLowerCase(), address);
      if (isPublicProvider(domainOf(address))) problems.push(refusal(`owners[${o}].digests[${d}].from`, digest.from));
      for (const recipient of digest.recipients) recipients.add(recipient.email);
    });
  });
  if (addresses.size > MOST_SENDERS) {
    problems.push(
      `owners: found ${addresses.size} different sender addresses, expected at most ${MOST_SENDERS} in one stack; ` +
        'let several digests share a sender, or deploy another stage',
    );
  }
  if (problems.length > 0) throw new ConfigError(source, problems);
  const distinct = [...addresses.values()];
  return { addresses: distinct, domains: [...new Set(distinct.map(domainOf))], recipients: [...recipients] };
}

/** `Name <a@b.example>` or `a@b.example` → `a@b.example`. */
function addressOf(mailbox: string): string {
  return /<([^<>]+)>$/.exec(mailbox)?.[1] ?? mailbox;
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

/** `yahoo.co.uk`, `gmx.de` and `gmail.com` are; `mail.example.org` and `yahoo.example.org` are not. */
export function isPublicProvider(domain: string): boolean {
  let name = domain.toLowerCase();
  for (let ending = PROVIDER_ENDINGS.exec(name); ending !== null; ending = PROVIDER_ENDINGS.exec(name)) {
    name = name.slice(0, ending.index);
  }
  return !name.includes('.') && name !== domain && PUBLIC_PROVIDERS.has(name);
}

function refusal(path: string, from: string): string {
  return (
    `${path}: found "${from}", expected an address at a domain of your own. Public mail providers tell the world by ` +
    'DMARC that only their own servers send for their addresses, so a mail from SES in their name is rejected or ' +
    'lands in spam. They are fine as recipients.'
  );
}
