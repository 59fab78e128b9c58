import { Buffer } from 'node:buffer';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import * as z from 'zod';
import type { AwsCall } from './policy.ts';

/** Names of the template's resources as ARNs and tables are written with them. */
export interface Named {
  readonly tableName: string;
  readonly tableArn: string;
  readonly arn: (service: 'ssm' | 'ses', resource: string) => string;
}

export interface RecordedCall extends AwsCall {
  /** Which function asked: `pull`. */
  readonly by: string;
}

/** AWS as the functions see it: each asks at an address of its own, and every call is written down. */
export interface FakeAws {
  readonly calls: readonly RecordedCall[];
  readonly parameters: ReadonlyMap<string, string>;
  endpoint(service: 'dynamodb' | 'ses' | 'ssm', by: string): string;
  close(): Promise<void>;
}

const dynamoRequest = z.looseObject({
  TableName: z.string().optional(),
  IndexName: z.string().optional(),
  Key: z.record(z.string(), z.unknown()).optional(),
  Item: z.record(z.string(), z.unknown()).optional(),
  RequestItems: z.record(z.string(), z.unknown()).optional(),
});
const keyed = z.looseObject({ pk: z.object({ S: z.string() }) });
const ssmRequest = z.looseObject({ Name: z.string(), Value: z.string().optional(), Overwrite: z.boolean().optional() });

/** Passes DynamoDB and SES on to the laptop's twins, and is SSM itself. */
export async function fakeAws(
  named: Named,
  twins: { readonly dynamodb: string; readonly ses: string },
): Promise<FakeAws> {
  const calls: RecordedCall[] = [];
  const parameters = new Map<string, string>();
  const server: Server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, service = '', by = ''] = (request.url ?? '').split('/');
    const body = await buffer(request);
    if (service === 'ssm') return ssm(request, response, by, body.toString());
    calls.push({ by, ...(service === 'ses' ? sesCall(named, body.toString()) : dynamoCall(named, request, body)) });
    const headers = Object.fromEntries(
      Object.entries(request.headers).flatMap(([name, value]) =>
        ['host', 'connection', 'content-length', 'expect'].includes(name) || value === undefined
          ? []
          : [[name, String(value)]],
      ),
    );
    const twin = service === 'ses' ? twins.ses : twins.dynamodb;
    const passed = await fetch(twin, { method: 'POST', headers, body: new Uint8Array(body) });
    response.writeHead(passed.status, { 'content-type': passed.headers.get('content-type') ?? '' });
    response.end(Buffer.from(await passed.arrayBuffer()));
  }

  function ssm(request: IncomingMessage, response: ServerResponse, by: string, body: string): void {
    const action = target(request);
    const { Name, Value, Overwrite } = ssmRequest.parse(JSON.parse(body));
    const context: AwsCall['context'] = Overwrite === undefined ? {} : { 'ssm:Overwrite': [String(Overwrite)] };
    calls.push({ by, action: `ssm:${action}`, resources: [named.arn('ssm', `parameter${Name}`)], context });
    const fail = (type: string) => response.writeHead(400).end(JSON.stringify({ __type: type, message: type }));
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    const there = parameters.get(Name);
    if (action === 'GetParameter') {
      if (there === undefined) fail('ParameterNotFound');
      else response.end(JSON.stringify({ Parameter: { Name, Value: there, Type: 'SecureString', Version: 1 } }));
    } else if (action === 'PutParameter') {
      if (there !== undefined && Overwrite !== true) fail('ParameterAlreadyExists');
      else {
        parameters.set(Name, Value ?? '');
        response.end(JSON.stringify({ Version: 1 }));
      }
    } else fail('UnknownOperationException');
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    calls,
    parameters,
    endpoint: (service, by) => `http://127.0.0.1:${port}/${service}/${by}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** `DynamoDB_20120810.PutItem` → `PutItem`. */
function target(request: IncomingMessage): string {
  return String(request.headers['x-amz-target'] ?? '').split('.')[1] ?? '';
}

function dynamoCall(named: Named, request: IncomingMessage, body: Buffer): AwsCall {
  const asked = dynamoRequest.parse(JSON.parse(body.toString()));
  const tables = asked.TableName === undefined ? Object.keys(asked.RequestItems ?? {}) : [asked.TableName];
  const index = asked.IndexName === undefined ? '' : `/index/${asked.IndexName}`;
  const keys = [asked.Key, asked.Item].flatMap((item) => {
    const found = keyed.safeParse(item);
    return found.success ? [found.data.pk.S] : [];
  });
  return {
    action: `dynamodb:${target(request)}`,
    // Another table's name is a resource that no policy names.
    resources: tables.map((table) => (table === named.tableName ? named.tableArn + index : `another table: ${table}`)),
    context: { 'dynamodb:LeadingKeys': keys },
  };
}

/** SES checks the sender's identity, the address's own or its domain's, and the configuration set. */
function sesCall(named: Named, body: string): AwsCall {
  const form = new URLSearchParams(body);
  const raw = Buffer.from(form.get('RawMessage.Data') ?? '', 'base64').toString();
  const from = /<([^<>\s]+@[^<>\s]+)>|^From:\s*([^<>\s]+@[^<>\s]+)/im.exec(form.get('Source') ?? raw);
  const address = from?.[1] ?? from?.[2] ?? form.get('Source') ?? '';
  const set = form.get('ConfigurationSetName');
  return {
    action: `ses:${form.get('Action')}`,
    resources: [
      named.arn('ses', `identity/${address.slice(address.indexOf('@') + 1)}`),
      ...(set === null ? [] : [named.arn('ses', `configuration-set/${set}`)]),
    ],
    context: { 'ses:FromAddress': [address] },
  };
}
