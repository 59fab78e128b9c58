import { describe, expect, it } from 'vitest';
import { deploymentOf, resourcesOf, statementsOf, synthesize, text } from './synthesize.ts';

const owner = (id: string, from: string, recipients: string[]) => ({
  id,
  name: id,
  accounts: [{ id: 'list:friends' }],
  digests: [{ from, recipients: recipients.map((email) => ({ email })) }],
});
const deployment = deploymentOf({
  owners: [
    owner('alice', 'Alice <alice@Garden.example>', ['alice@gmail.com']),
    owner('bo', 'bo@garden.example', ['bo@garden.example']),
    owner('cy', 'Cy <cy@harbour.example>', ['cy@harbour.example']),
  ],
});
const synthesized = synthesize({ deployment });
const identities = (from: typeof synthesized) =>
  resourcesOf(from, 'AWS::SES::EmailIdentity').map(({ Properties }) => Properties['EmailIdentity']);

function sendStatement(from: typeof synthesized) {
  const [statement, ...others] = statementsOf(from, 'SendDigest').filter(({ Action }) =>
    Action.includes('ses:SendRawEmail'),
  );
  expect(others).toEqual([]);
  return statement;
}

describe('mail', () => {
  it('verifies each domain once, with a MAIL FROM of its own', () => {
    expect(identities(synthesized)).toEqual(['garden.example', 'harbour.example']);
    const [first] = resourcesOf(synthesized, 'AWS::SES::EmailIdentity');
    expect(first?.Properties['MailFromAttributes']).toEqual({
      MailFromDomain: 'rekindle-mail.garden.example',
      BehaviorOnMxFailure: 'USE_DEFAULT_VALUE',
    });
  });

  it('prints the DNS records of each domain, and what prints the rest', () => {
    const records = Object.values(synthesized.template.Outputs)
      .map(({ Value }) => text(Value))
      .filter((value) => value.includes('CNAME'));
    expect(records).toHaveLength(2);
    expect(records[0]).toContain('"npm run rekindle -- doctor --stage prod" prints them');
    expect(records[0]).toContain('rekindle-mail.garden.example MX 10 feedback-smtp.<AWS::Region>.amazonses.com');
    expect(records[0]).toContain('rekindle-mail.garden.example TXT "v=spf1 include:amazonses.com ~all"');
  });

  it('keeps identities when the stack goes, for others may send through them', () => {
    for (const identity of resourcesOf(synthesized, 'AWS::SES::EmailIdentity')) {
      expect(identity).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    }
  });

  it('verifies addresses instead where somebody has no DNS', () => {
    const byAddress = synthesize({ deployment, context: { mailIdentity: 'address' } });
    expect(identities(byAddress)).toEqual(['alice@Garden.example', 'bo@garden.example', 'cy@harbour.example']);
  });

  it('verifies nothing where another stage has done so, and may send all the same', () => {
    const second = synthesize({ deployment, context: { mailIdentity: 'existing', stage: 'test' } });
    expect(identities(second)).toEqual([]);
    expect(sendStatement(second)?.Resource).toEqual(sendStatement(synthesized)?.Resource);
  });

  it('sends from the configured addresses and no other', () => {
    expect(sendStatement(synthesized)?.Condition).toEqual({
      StringEqualsIgnoreCase: {
        'ses:FromAddress': ['alice@Garden.example', 'bo@garden.example', 'cy@harbour.example'],
      },
    });
  });

  it('may use recipients that the SES sandbox wants verified, but only while they are few', () => {
    const recipient = 'arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:identity/alice@gmail.com';
    expect(sendStatement(synthesized)?.Resource).toContain(recipient);
    const many = Array.from({ length: 21 }, (_, n) => `reader${n}@gmail.com`);
    const large = synthesize({ deployment: deploymentOf({ owners: [owner('alice', 'a@garden.example', many)] }) });
    expect(sendStatement(large)?.Resource.filter((resource) => resource.includes('gmail.com'))).toEqual([]);
  });

  it('insists on TLS and lets SES stop mail to whoever bounced or complained', () => {
    const [set] = resourcesOf(synthesized, 'AWS::SES::ConfigurationSet');
    expect(set?.Properties).toMatchObject({
      DeliveryOptions: { TlsPolicy: 'REQUIRE' },
      ReputationOptions: { ReputationMetricsEnabled: true },
      SuppressionOptions: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
    });
  });

  it('brings the events of its own mails to mail-feedback', () => {
    const [set] = resourcesOf(synthesized, 'AWS::SES::ConfigurationSet');
    const [destination] = resourcesOf(synthesized, 'AWS::SES::ConfigurationSetEventDestination');
    expect(destination?.Properties['EventDestination']).toMatchObject({
      Enabled: true,
      MatchingEventTypes: ['send', 'delivery', 'bounce', 'complaint', 'reject'],
    });
    expect(JSON.stringify(destination?.Properties)).toContain(':event-bus/default');
    const [rule] = resourcesOf(synthesized, 'AWS::Events::Rule');
    expect(rule?.Properties).toMatchObject({
      State: 'ENABLED',
      EventPattern: {
        source: ['aws.ses'],
        'detail-type': ['Email Sent', 'Email Delivered', 'Email Bounced', 'Email Complaint Received', 'Email Rejected'],
        detail: { mail: { tags: { 'ses:configuration-set': [{ Ref: set?.id }] } } },
      },
    });
    expect(JSON.stringify(rule?.Properties['Targets'])).toContain('"MailFeedbackHandler');
  });
});
