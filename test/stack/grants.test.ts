import { describe, expect, it } from 'vitest';
import {
  accountKey,
  deliveryKey,
  headKey,
  logKey,
  metaKey,
  suppressionKey,
  tokenKey,
} from '../../functions/storage/keys.ts';
import { TABLE } from '../../functions/storage/table.ts';
import { resourcesOf, type Statement, statementsOf, synthesize } from './synthesize.ts';

const synthesized = synthesize();
const [table] = resourcesOf(synthesized, 'AWS::DynamoDB::Table');
const tableArn = `<${table?.id}.Arn>`;
const indexArns = TABLE.indexes.map(({ name }) => `${tableArn}/index/${name}`);
const ssm = (name: string) => `arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:parameter/rekindle/prod/${name}`;

/** One line for each action, resource and condition, so that a test shows all that a function may do. */
function allowed(construct: string): string[] {
  return statementsOf(synthesized, construct)
    .flatMap((statement) =>
      statement.Action.flatMap((action) => statement.Resource.map((on) => line(statement, action, on))),
    )
    .sort();
}

function line({ Effect, Condition }: Statement, action: string, resource: string): string {
  const shown = resource.replace(/<(\w+?)[0-9A-F]{8}\.Arn>/, '<$1.Arn>').replace(/<(\w+?)[0-9A-F]{8}>/, '<$1>');
  return [Effect, action, shown, ...(Condition === undefined ? [] : [JSON.stringify(Condition)])].join(' ');
}

const named = (arn: string) => arn.replace(/<(\w+?)[0-9A-F]{8}\.Arn>/, '<$1.Arn>');
const logs = (construct: string) => [
  `Allow logs:CreateLogStream <${construct}Logs.Arn>`,
  `Allow logs:PutLogEvents <${construct}Logs.Arn>`,
];
const reads = [
  ...['BatchGetItem', 'GetItem'].map((action) => `Allow dynamodb:${action} ${named(tableArn)}`),
  ...[tableArn, ...indexArns].map((arn) => `Allow dynamodb:Query ${named(arn)}`),
];
const writes = ['BatchWriteItem', 'DeleteItem', 'PutItem', 'UpdateItem'].map(
  (action) => `Allow dynamodb:${action} ${named(tableArn)}`,
);
const writesUnder = (action: string, keys: string) =>
  `Allow dynamodb:${action} ${named(tableArn)} {"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["${keys}"]}}`;
const linkKey = [
  `Allow ssm:GetParameter ${ssm('keys/links')}`,
  `Allow ssm:PutParameter ${ssm('keys/links')}`,
  `Deny ssm:PutParameter ${ssm('keys/links')} {"StringEquals":{"ssm:Overwrite":"true"}}`,
];

const erasures = ['keys/erasures', 'erasures/*'].flatMap((name) => [
  `Allow ssm:GetParameter ${ssm(name)}`,
  `Allow ssm:PutParameter ${ssm(name)}`,
  `Deny ssm:PutParameter ${ssm(name)} {"StringEquals":{"ssm:Overwrite":"true"}}`,
]);
/** What the API may put: outreach, what it asks of others, unsubscriptions; and when tokens were used. */
const apiWrites = [
  ...['X#*', 'U#*', 'O#*', 'DECLARED', 'E#*', 'ERASURES', 'REQUESTS'].map((keys) => writesUnder('PutItem', keys)),
  ...['O#*', 'T#*'].map((keys) => writesUnder('UpdateItem', keys)),
];

describe('what each function may do', () => {
  it('pull reads and writes the table, reads credentials, and stores them renewed', () => {
    const credentials = ['GetParameter', 'PutParameter'].map((action) => `Allow ssm:${action} ${ssm('credentials/*')}`);
    expect(allowed('Pull')).toEqual([...logs('Pull'), ...reads, ...writes, ...erasures, ...credentials].sort());
  });

  it('send-digest reads and writes the table, keeps the link key, and mails from its senders', () => {
    const ses = 'arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:';
    const from = '{"StringEqualsIgnoreCase":{"ses:FromAddress":["hello@alice.example"]}}';
    expect(allowed('SendDigest')).toEqual(
      [
        ...logs('SendDigest'),
        ...reads,
        ...writes,
        ...linkKey,
        `Allow ses:SendRawEmail ${ses}identity/alice.example ${from}`,
        `Allow ses:SendRawEmail ${ses}identity/hello@alice.example ${from}`,
        `Allow ses:SendRawEmail ${ses}identity/alice@alice.example ${from}`,
        `Allow ses:SendRawEmail ${ses}configuration-set/<MailConfigurationSet> ${from}`,
      ].sort(),
    );
  });

  it('history-api reads the table, keeps the link key, and writes only what is its own', () => {
    expect(allowed('HistoryApi')).toEqual([...logs('HistoryApi'), ...reads, ...linkKey, ...apiWrites].sort());
  });

  it('mail-feedback notes deliveries and suppressions, and reads nothing', () => {
    expect(allowed('MailFeedback')).toEqual(
      [...logs('MailFeedback'), writesUnder('UpdateItem', 'D#*#*'), writesUnder('PutItem', 'X#*')].sort(),
    );
  });

  it('the patterns cover the keys that the stores write', () => {
    const covers = (pattern: string, key: string) => new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(key);
    expect(covers('D#*#*', deliveryKey('alice', 'weekly', '2026-11-16', 'hash').pk)).toBe(true);
    expect(covers('X#*', suppressionKey('alice', 'hash').pk)).toBe(true);
    for (const key of [headKey('k'), accountKey('alice', 'a'), tokenKey('t'), metaKey('m'), logKey('k', 1, 1, 0)]) {
      expect(covers('D#*#*', key.pk) || covers('X#*', key.pk)).toBe(false);
    }
  });
});

describe('what nobody may do', () => {
  const everything = ['Pull', 'SendDigest', 'HistoryApi', 'MailFeedback', 'Ticks'].flatMap((construct) =>
    statementsOf(synthesized, construct),
  );

  it('scan or describe the table, or act on everything', () => {
    const actions = everything.flatMap(({ Action }) => Action);
    expect(actions).not.toContain('dynamodb:Scan');
    expect(actions.filter((action) => action.includes('*') || action.startsWith('dynamodb:Describe'))).toEqual([]);
  });

  it('reach resources that are not named, but credentials and the ledger of erasures below the stage', () => {
    const wide = everything.flatMap(({ Resource }) => Resource).filter((resource) => resource.includes('*'));
    expect([...new Set(wide)]).toEqual([ssm('credentials/*'), ssm('erasures/*')]);
  });

  it('use a policy that AWS manages', () => {
    for (const role of resourcesOf(synthesized, 'AWS::IAM::Role')) {
      expect(role.Properties['ManagedPolicyArns']).toBeUndefined();
    }
  });

  it('have a role that is not looked at here', () => {
    expect(resourcesOf(synthesized, 'AWS::IAM::Policy')).toHaveLength(5);
    expect(resourcesOf(synthesized, 'AWS::IAM::Role')).toHaveLength(5);
  });
});
