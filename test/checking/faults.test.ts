import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeContinuousBackupsCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetScheduleCommand, ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import {
  GetAccountCommand,
  GetEmailIdentityCommand,
  GetSuppressedDestinationCommand,
  NotFoundException,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { checkCredentials } from '../../functions/checking/credentials.ts';
import { type Finding, ok, runChecks } from '../../functions/checking/finding.ts';
import { checkHomes } from '../../functions/checking/home.ts';
import { checkKept, checkRecipients } from '../../functions/checking/kept.ts';
import { laptopFindings } from '../../functions/checking/laptop.ts';
import { checkSandbox, checkSenders, checkSending, checkSuppressed } from '../../functions/checking/mail.ts';
import { pullFindings, type Standing } from '../../functions/checking/pulls.ts';
import { checkAlarms, checkStack, checkTable, checkTicks } from '../../functions/checking/stage.ts';
import { findingsText } from '../../functions/checking/text.ts';
import { recipientHash } from '../../functions/mailing/recipient.ts';
import { writeCredential } from '../../functions/networks/oauth/credential.ts';
import { validateConfig } from '../../functions/runtime/config.ts';
import { putItem } from '../../functions/storage/db.ts';
import { putTombstone } from '../../functions/storage/erasures.ts';
import { suppress } from '../../functions/storage/suppressions.ts';
import { freshTable } from '../fakes/table.ts';
import { addEdition } from '../history/seeded.ts';

const DAY = 86_400_000;
const PLACE = '--stage test';
const NOW = Date.UTC(2026, 10, 23);
const ses = mockClient(SESv2Client);
const scheduler = mockClient(SchedulerClient);
const watch = mockClient(CloudWatchClient);
const formation = mockClient(CloudFormationClient);
// Of this one client: other tables are real.
const dynamoClient = new DynamoDBClient({ region: 'us-east-1' });
const dynamo = mockClient(dynamoClient);
const mailers = { addresses: ['digest@rekindle.example'], recipients: ['alice@rekindle.example'] };
const notFound = new NotFoundException({ $metadata: {}, message: 'no' });

afterEach(() => {
  for (const mock of [ses, scheduler, watch, formation, dynamo]) mock.reset();
});

/** The one finding that is not ok, as a person reads it. */
function told(findings: readonly Finding[], state: Finding['state'] = 'broken'): string {
  const wrong = findings.filter((finding) => finding.state !== 'ok');
  expect(wrong.map((finding) => finding.state)).toEqual([state]);
  // A cure is a sentence, and a command in it is whole: where it works is said, and nothing is left to be put together.
  for (const { cure = '' } of wrong) {
    expect(cure).toMatch(/^[A-Z].*\s/);
    expect(cure).not.toMatch(/, with --|\.REGION/);
    if (/rekindle -- (?!deploy)/.test(cure)) expect(cure).toContain(PLACE);
  }
  const [line = ''] = findingsText(wrong).split('\n');
  return line;
}

const config = (accounts: object[], email = 'alice@rekindle.example') =>
  validateConfig(
    {
      owners: [
        {
          id: 'alice',
          name: 'Alice',
          accounts,
          digests: [{ from: 'digest@rekindle.example', recipients: [{ email }] }],
        },
      ],
    },
    'test',
  );
const keeping = (secrets: Record<string, string>) => ({
  read: async (name: string) => secrets[name],
  readOrCreate: async (_: string, make: () => string) => make(),
});
const credentialsOf = (id: string, secrets: Record<string, string>, isDeployed = false, more = {}) =>
  checkCredentials({
    secrets: keeping(secrets),
    config: config([{ id, ...more }]),
    wall: NOW,
    isDeployed,
    place: PLACE,
  });
const signedIn = (endsAt: number): string =>
  writeCredential({
    kind: 'oauth2',
    version: 1,
    network: 'youtube',
    accessToken: 'SECRET',
    issuedAt: 0,
    endsAt,
    scopes: [],
  });

describe('the doctor finds, and names the cure of', () => {
  it('1. a sender that SES does not know', async () => {
    ses.on(GetEmailIdentityCommand).rejects(notFound);
    expect(told(await checkSenders(new SESv2Client({ region: 'eu-central-1' }), mailers))).toMatch(
      /digest@rekindle\.example nor its domain.*Cure: Deploy/,
    );
  });

  it('2. a domain whose DKIM records are missing, with the records', async () => {
    ses.on(GetEmailIdentityCommand).rejects(notFound);
    ses
      .on(GetEmailIdentityCommand, { EmailIdentity: 'rekindle.example' })
      .resolves({ VerifiedForSendingStatus: false, DkimAttributes: { Status: 'PENDING', Tokens: ['abc'] } });
    expect(told(await checkSenders(new SESv2Client({ region: 'eu-central-1' }), mailers))).toContain(
      'abc._domainkey.rekindle.example CNAME abc.dkim.amazonses.com',
    );
  });

  it('3. a MAIL FROM domain without its records, and signing that failed', async () => {
    ses.on(GetEmailIdentityCommand).rejects(notFound);
    const identity = (status: 'SUCCESS' | 'FAILED') => ({
      VerifiedForSendingStatus: true,
      DkimAttributes: { Status: status, SigningEnabled: true },
      MailFromAttributes: {
        MailFromDomain: 'm.rekindle.example',
        MailFromDomainStatus: 'FAILED' as const,
        BehaviorOnMxFailure: undefined,
      },
    });
    ses.on(GetEmailIdentityCommand, { EmailIdentity: 'rekindle.example' }).resolves(identity('SUCCESS'));
    expect(told(await checkSenders(new SESv2Client({ region: 'eu-central-1' }), mailers), 'attention')).toMatch(
      /MAIL FROM.*m\.rekindle\.example MX 10 feedback-smtp\.eu-central-1\.amazonses\.com/,
    );
    ses.on(GetEmailIdentityCommand, { EmailIdentity: 'rekindle.example' }).resolves(identity('FAILED'));
    expect((await checkSenders(new SESv2Client({ region: 'eu-central-1' }), mailers))[0]).toMatchObject({
      state: 'broken',
      cure: expect.stringContaining('CNAME'),
    });
  });

  it('4. the sandbox, and a recipient in it who is not verified', async () => {
    ses.on(GetAccountCommand).resolves({ ProductionAccessEnabled: false });
    ses.on(GetEmailIdentityCommand).rejects(notFound);
    expect(told(await checkSandbox(new SESv2Client({ region: 'eu-central-1' }), mailers))).toMatch(
      /sandbox.*create-email-identity --email-identity alice@/,
    );
    ses.on(GetEmailIdentityCommand).resolves({ VerifiedForSendingStatus: true });
    expect(await checkSandbox(new SESv2Client({ region: 'eu-central-1' }), mailers)).toMatchObject([{ state: 'ok' }]);
  });

  it('5. sending that AWS has paused, and a quota that is used up', async () => {
    ses.on(GetAccountCommand).resolves({ SendingEnabled: false });
    expect(told(await checkSending(new SESv2Client({ region: 'eu-central-1' })))).toMatch(/paused.*Support Center/);
    ses
      .on(GetAccountCommand)
      .resolves({ SendingEnabled: true, SendQuota: { Max24HourSend: 200, SentLast24Hours: 200 } });
    expect(told(await checkSending(new SESv2Client({ region: 'eu-central-1' })))).toMatch(/200 of 200.*quota increase/);
  });

  it('6. a recipient whose mails bounced, by SES and by our own account', async () => {
    ses.on(GetSuppressedDestinationCommand).resolves({
      SuppressedDestination: { EmailAddress: 'alice@rekindle.example', Reason: 'BOUNCE', LastUpdateTime: new Date() },
    });
    expect(told(await checkSuppressed(new SESv2Client({ region: 'eu-central-1' }), mailers, PLACE))).toMatch(
      /bounce.*delete-suppressed-destination.*resubscribe alice@rekindle\.example --force --stage test$/,
    );
    const table = await freshTable();
    const recipient = recipientHash('alice', 'alice@rekindle.example');
    await suppress(table.db, { owner: 'alice', recipient }, { reason: 'bounced', at: NOW });
    const findings = await checkRecipients(table.db, config([{ id: 'list:news' }]), PLACE);
    expect(told(findings, 'attention')).toContain(
      'npm run rekindle -- resubscribe alice@rekindle.example --owner alice --force',
    );
    await table.close();
  });

  it('7. a sign-in that has ended, one that will soon, and a stored one that is none, without a word of them', async () => {
    const name = 'credentials/alice/youtube:@alice';
    const of = (text: string) => credentialsOf('youtube:@alice', { [name]: text });
    expect(told(await of(signedIn(NOW - DAY)))).toMatch(
      /ended on 2026-11-22.*connect youtube --account youtube:@alice/,
    );
    expect(told(await of(signedIn(NOW + DAY)), 'attention')).toMatch(/ends on 2026-11-24.*connect youtube/);
    expect(told(await of('{"SECRET'))).toMatch(/cannot be read.*connect youtube/);
    expect(JSON.stringify([await of(signedIn(NOW - DAY)), await of('{"SECRET')])).not.toContain('SECRET');
    expect(await of(signedIn(NOW + 90 * DAY))).toMatchObject([{ state: 'ok' }]);
  });

  it('8. a credential that is needed and missing', async () => {
    expect(told(await credentialsOf('github:alice', {}, true))).toMatch(
      /not read from AWS without.*Connect it: npm run rekindle -- connect github --account github:alice --stage test$/,
    );
    expect(await credentialsOf('github:alice', {})).toMatchObject([{ state: 'ok' }]);
    expect(told(await credentialsOf('youtube:@alice', {}))).toMatch(/not connected.*connect youtube/);
    expect(told(await credentialsOf('x:alice', {}, true, { budget: { usdPerMonth: 5 } }))).toMatch(/budget.*connect x/);
  });

  it('9. a schedule that is switched off, and schedules that are gone', async () => {
    scheduler
      .on(ListSchedulesCommand, { NamePrefix: 'Rekindle-test-Ticks' })
      .resolves({ Schedules: [{ Name: 'a' }, { Name: 'b' }] });
    scheduler.on(GetScheduleCommand).resolves({ State: 'ENABLED' });
    scheduler.on(GetScheduleCommand, { Name: 'b' }).resolves({ State: 'DISABLED' });
    expect(told(await checkTicks(new SchedulerClient({}), 'test'))).toMatch(
      /schedule b is switched off.*EventBridge Scheduler, b, Enable/,
    );
    scheduler.on(ListSchedulesCommand).resolves({ Schedules: [] });
    expect(told(await checkTicks(new SchedulerClient({}), 'test'))).toMatch(
      /0 of 2.*npm run rekindle -- deploy --stage test$/,
    );
  });

  it('10. an alarm that rings, with its section of the runbook', async () => {
    watch.on(DescribeAlarmsCommand).resolves({
      MetricAlarms: [
        {
          AlarmName: 'Pull',
          StateValue: 'ALARM',
          AlarmDescription: 'Pulls crash. What to do: docs/runbook.md#pull-errors',
        },
        { AlarmName: 'Other', StateValue: 'OK' },
      ],
    });
    expect(told(await checkAlarms(new CloudWatchClient({}), 'test'))).toMatch(
      /Pull rings: Pulls crash\. Cure: Follow docs\/runbook\.md#pull-errors/,
    );
  });

  it('11. a stack that is not there, or whose deployment failed', async () => {
    formation
      .on(DescribeStacksCommand)
      .rejects(Object.assign(new Error('Stack with id Rekindle-test does not exist'), { name: 'ValidationError' }));
    expect(told(await checkStack(new CloudFormationClient({}), 'test'))).toMatch(
      /no stack Rekindle-test.*npm run rekindle -- deploy --stage test$/,
    );
    formation
      .on(DescribeStacksCommand)
      .resolves({ Stacks: [{ StackName: 'x', CreationTime: new Date(), StackStatus: 'UPDATE_ROLLBACK_FAILED' }] });
    expect(told(await checkStack(new CloudFormationClient({}), 'test'))).toMatch(/failed \(UPDATE_ROLLBACK_FAILED\)/);
  });

  it('12. a table that cannot be brought back', async () => {
    dynamo.on(DescribeTableCommand).resolves({ Table: { TableStatus: 'ACTIVE', DeletionProtectionEnabled: true } });
    dynamo.on(DescribeContinuousBackupsCommand).resolves({
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: 'ENABLED',
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
      },
    });
    expect(told(await checkTable(dynamoClient, 't'))).toMatch(
      /recovery is off.*update-continuous-backups --table-name t/,
    );
  });

  it('13. audiences that are parked, refused, overdue, and limits that are waited for', () => {
    const standing = (audience: object, waits: Standing['waits'] = []): Standing => ({
      at: NOW,
      accounts: [
        {
          accountId: 'list:a',
          state: 'active',
          audiences: [{ audienceId: 'list:a:members', state: 'active', ...audience }],
        },
      ],
      waits,
    });
    expect(told(pullFindings(standing({ state: 'parked', trouble: 'It is gone.' }), true, { place: PLACE }))).toMatch(
      /failed five times.*It is gone\. Cure: Mend/,
    );
    expect(
      told(pullFindings(standing({ canAccept: true, trouble: 'Too few.' }), true, { place: PLACE }), 'attention'),
    ).toContain('npm run rekindle -- accept list:a:members');
    expect(told(pullFindings(standing({ dueAt: NOW - DAY }), true))).toMatch(
      /was due 2026-11-22.*runbook\.md#pull-missing/,
    );
    expect(pullFindings(standing({ dueAt: NOW - DAY }), false)).toMatchObject([{ state: 'ok' }]);
    const stray = { owners: ['bert'], configured: ['alice'] };
    expect(told(pullFindings({ ...standing({}), accounts: [], stray }, false))).toMatch(
      /history here is of "bert".*the id "bert"/,
    );
    const down = standing({ trouble: 'It could not be reached.', code: 'unavailable' });
    expect(told(pullFindings(down, false, { start: 'npm start -- list:a' }), 'attention')).toContain(
      'Cure: Check your internet connection, then read again: npm start -- list:a',
    );
    const stopped = { ...standing({}), accounts: standing({}).accounts.map((one) => ({ ...one, state: 'stopped' })) };
    expect(pullFindings(stopped, false)).toMatchObject([
      { state: 'ok', says: expect.stringMatching(/stopped: it is no longer in the configuration.*goes on$/) },
    ]);
    expect(pullFindings({ ...standing({ pulledAt: NOW }), timeZone: 'Europe/Berlin' }, false)).toMatchObject([
      { says: '1 list, last read 2026-11-23 01:00 (Europe/Berlin)' },
    ]);
    const waiting = pullFindings(standing({}, [{ credentialId: 'github:token:12ab', until: NOW + DAY }]), true);
    expect(told(waiting, 'attention')).toMatch(/github lets us read on at 2026-11-24 00:00 UTC/);
    const giant = (count: number) => pullFindings(standing({ count }), true, { place: PLACE, pullMemory: 1_024 });
    expect(told(giant(20_000_000), 'attention')).toMatch(
      /20,000,000 people may need 1,700 MB.*"pullMemory": 2048 into/,
    );
    expect(giant(10_000_000)).toMatchObject([{ state: 'ok' }]);
  });

  it('14. keys that are gone, and a restore that was cut off', async () => {
    const table = await freshTable();
    const kept = (secrets: Record<string, string>) =>
      checkKept(
        { db: table.db, secrets: keeping(secrets), linkKey: 'keys/links' },
        config([{ id: 'list:news' }]),
        PLACE,
      );
    expect(await kept({})).toMatchObject([{ state: 'ok', says: expect.stringContaining('with the first digest') }]);
    await addEdition(table.db, 'alice', 'weekly', '2026-11-16');
    expect(told(await kept({}), 'attention')).toMatch(/the key that signs links is gone.*docs\/operations\.md#keys/);
    await putTombstone(table.db, 'alice', 'HASH', NOW);
    expect(told(await kept({ 'keys/links': 'k' }))).toMatch(/people were erased.*FILE\.erasures/);
    await putItem(table.db, { pk: 'META', sk: 'RESTORE' }, { sha256: 'x', isEmptied: true });
    expect(told(await kept({ 'keys/links': 'k', 'keys/erasures': 'k' }))).toMatch(/cut off.*restore FILE/);
    await table.close();
  });

  it('15. an old Node, a folder that others can read, and a full disk', () => {
    const fit = {
      directory: 'd',
      nodeVersion: 'v24.21.0',
      wantedNode: 24,
      modes: [{ path: 'd', mode: 0o40700 }],
      freeBytes: 1e12,
    };
    expect(laptopFindings(fit).every(({ state }) => state === 'ok')).toBe(true);
    expect(told(laptopFindings({ ...fit, nodeVersion: 'v20.20.2' }))).toMatch(/Node v20\.20\.2.*npm ci/);
    expect(told(laptopFindings({ ...fit, modes: [{ path: 'd/secrets', mode: 0o40755 }] }))).toMatch(
      /d\/secrets.*chmod -R go-rwx d/,
    );
    expect(told(laptopFindings({ ...fit, freeBytes: 10_000_000 }))).toMatch(/10 MB are free.*Free some/);
  });
});

describe('the doctor looks where an owner lives, and', () => {
  const homes = (...names: string[]) => checkHomes(names.map((home) => ({ id: 'alice', home })));

  it('is content with a town that is known, and with none at all', () => {
    expect(homes('Leipzig, Germany', 'Paris', 'Bay Area').map(({ state }) => state)).toEqual(['ok', 'ok', 'ok']);
    expect(checkHomes([{ id: 'alice', home: undefined }])).toEqual([]);
  });

  it.each([
    ['Hogwarts', /no place is known as "Hogwarts".*Write a town with its country/],
    ['Lepzig', /no place is known as "Lepzig".*Is it "Leipzig, Germany"\?/],
    ['Lepzig, Germany', /names no town \(it is understood as Germany\).*Is it "Leipzig, Germany"\?/],
    ['Springfield', /may be several places.*"Springfield, MO, United States", /],
    ['Cambridge', /is taken for Cambridge, United Kingdom.*"Cambridge, MA, United States"/],
  ])('says what to write instead of %j', (home, expected) => {
    expect(told(homes(home), 'attention')).toMatch(expected);
  });

  it('proposes nothing that would not be understood', () => {
    for (const home of ['Springfield', 'Halle', 'Muinch', 'Cambridge']) {
      const [{ cure = '' } = { cure: '' }] = homes(home);
      const proposed = [...cure.matchAll(/"([^"]+)"/g)]
        .map(([, words = '']) => words)
        .filter((words) => words.includes(','));
      expect(proposed.length).toBeGreaterThan(0);
      expect(homes(...proposed).map(({ state }) => state)).toEqual(proposed.map(() => 'ok'));
    }
  });
});

describe('a check that fails', () => {
  const failing = (name: string, message = '') => ({
    about: 'mail',
    run: () => Promise.reject(Object.assign(new Error(message), { name })),
  });

  it('says once what keeps several from being made, and which they are', async () => {
    const noRegion = (about: string) => ({ about, run: () => Promise.reject(new Error('Region is missing')) });
    const findings = await runChecks([noRegion('stack'), noRegion('mail'), noRegion('mail'), noRegion('keys')]);
    expect(findings).toMatchObject([
      { state: 'broken', about: 'aws', says: 'no AWS region is set, so this was not checked: stack, mail, keys' },
    ]);
  });

  it('says so and stops no other', async () => {
    const findings = await runChecks([
      failing('TypeError', 'odd'),
      { about: 'table', run: async () => [ok('table', 'fine')] },
    ]);
    expect(findings).toMatchObject([
      { state: 'broken', about: 'mail' },
      { state: 'ok', about: 'table' },
    ]);
  });

  it.each([
    [
      'AccessDeniedException',
      'User: arn:x is not authorized to perform: ses:GetAccount on',
      /do not allow ses:GetAccount.*Cure: Allow ses:GetAccount/,
    ],
    ['CredentialsProviderError', 'Could not load', /no AWS credentials that work.*Cure: Sign in to AWS/],
    ['Error', 'Region is missing', /no AWS region.*export AWS_REGION=eu-central-1/],
  ])('for %s names the cure', async (name, message, expected) => {
    expect(findingsText(await runChecks([failing(name, message)]))).toMatch(expected);
  });
});
