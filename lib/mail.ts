import { Aws, CfnOutput, RemovalPolicy } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
  MailFromBehaviorOnMxFailure,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import type { RekindleFunction } from './rekindle-function.ts';
import type { Senders } from './senders.ts';

/**
 * What is verified with SES. `domain`: the senders' domains, with DKIM and a MAIL FROM of their own; right for
 * everybody who can edit their DNS. `address`: each sender's address, confirmed by a click. `existing`: verified
 * already; an account has each identity once, so a second stage that sends from the same domain needs this.
 */
export const MAIL_IDENTITIES = ['domain', 'address', 'existing'] as const;
export type MailIdentity = (typeof MAIL_IDENTITIES)[number];

export interface MailProps {
  readonly senders: Senders;
  readonly identity: MailIdentity;
  readonly stage: string;
}

/**
 * Recipients that are named in the policy. While an account is in the SES sandbox, recipients are verified identities
 * too, and SES then asks whether the sender may use them. Whoever mails more people than this has left the sandbox.
 */
const MOST_SANDBOX_RECIPIENTS = 20;

/** What mail-feedback wants to hear of. EventBridge's names and SES's. */
const EVENTS = [
  ['Email Sent', EmailSendingEvent.SEND],
  ['Email Delivered', EmailSendingEvent.DELIVERY],
  ['Email Bounced', EmailSendingEvent.BOUNCE],
  ['Email Complaint Received', EmailSendingEvent.COMPLAINT],
  ['Email Rejected', EmailSendingEvent.REJECT],
] as const;

/** Identities to send from, and the way back of what became of each mail. */
export class Mail extends Construct {
  readonly configurationSetName: string;
  private readonly senders: Senders;
  private readonly stage: string;

  constructor(scope: Construct, id: string, props: MailProps) {
    super(scope, id);
    this.senders = props.senders;
    this.stage = props.stage;
    const configurationSet = new ConfigurationSet(this, 'ConfigurationSet', {
      reputationMetrics: true,
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    });
    this.configurationSetName = configurationSet.configurationSetName;
    configurationSet.addEventDestination('Events', {
      // SES sends to the default bus and no other.
      destination: EventDestination.eventBus(EventBus.fromEventBusName(this, 'DefaultBus', 'default')),
      events: EVENTS.map(([, event]) => event),
    });
    if (props.identity === 'domain') for (const domain of props.senders.domains) this.verifyDomain(domain);
    if (props.identity === 'address') for (const address of props.senders.addresses) this.verifyAddress(address);
  }

  /** Lets a function send, from the digests' own senders only, and only so that its events come back. */
  grantSend(fn: RekindleFunction): void {
    const { addresses, domains, recipients } = this.senders;
    if (addresses.length === 0) return;
    const sandboxed = recipients.length <= MOST_SANDBOX_RECIPIENTS ? recipients : [];
    fn.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['ses:SendRawEmail'],
        resources: [
          // SES checks the address's identity where there is one, else its domain's.
          ...new Set([...domains, ...addresses, ...sandboxed].map((name) => sesArn(`identity/${name}`))),
          sesArn(`configuration-set/${this.configurationSetName}`),
        ],
        conditions: { StringEqualsIgnoreCase: { 'ses:FromAddress': [...addresses] } },
      }),
    );
  }

  /**
   * Brings SES's events to a function. EventBridge tries for a day and Lambda twice more; beyond that an event may be
   * lost without harm: SES's own suppression list stops mail to an address that bounced, and a delivery that nobody
   * confirmed goes again under the same Message-ID.
   */
  sendFeedbackTo(fn: RekindleFunction): void {
    new Rule(this, 'EventsRule', {
      description: 'What became of our mails: to mail-feedback.',
      eventPattern: {
        source: ['aws.ses'],
        detailType: EVENTS.map(([detailType]) => detailType),
        detail: { mail: { tags: { 'ses:configuration-set': [this.configurationSetName] } } },
      },
      targets: [new LambdaFunction(fn.handler)],
    });
  }

  /**
   * A domain, with DKIM, and a MAIL FROM below it so that SPF is aligned too. Prints what belongs into the DNS but for
   * the three CNAME records of DKIM: `doctor` does, which asks SES. As outputs of the identity they would keep the
   * template from being deployed to emulators, which do not know them.
   */
  private verifyDomain(domain: string): void {
    const mailFrom = `rekindle-mail.${domain}`;
    keepUnlessNew(
      new EmailIdentity(this, domain, {
        identity: Identity.domain(domain),
        mailFromDomain: mailFrom,
        mailFromBehaviorOnMxFailure: MailFromBehaviorOnMxFailure.USE_DEFAULT_VALUE,
      }),
    );
    const records = [
      `${mailFrom} MX 10 feedback-smtp.${Aws.REGION}.amazonses.com`,
      `${mailFrom} TXT "v=spf1 include:amazonses.com ~all"`,
      `three CNAME records for DKIM: "npm run rekindle -- doctor --stage ${this.stage}" prints them`,
    ];
    new CfnOutput(this, `Dns-${domain}`, {
      description: `Records for the DNS of ${domain}, which SES waits for`,
      value: records.join(' ; '),
    });
  }

  private verifyAddress(address: string): void {
    keepUnlessNew(new EmailIdentity(this, address, { identity: Identity.email(address) }));
  }
}

/** Other stages and other programs may send through the same identity, and its DNS records took somebody's time. */
function keepUnlessNew(identity: EmailIdentity): void {
  identity.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
}

function sesArn(resource: string): string {
  return `arn:${Aws.PARTITION}:ses:${Aws.REGION}:${Aws.ACCOUNT_ID}:${resource}`;
}
