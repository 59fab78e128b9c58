import { Buffer } from 'node:buffer';

/** A SendRawEmail request of the SES API, version 2010-12-01. */
export interface RawEmailRequest {
  readonly mail: Buffer;
  readonly source?: string;
  readonly destinations: readonly string[];
  readonly tags: readonly { readonly name: string; readonly value: string }[];
  readonly configurationSet?: string;
}

/** What SES would refuse, in its words. */
export class SesError extends Error {
  override readonly name = 'SesError';
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** What SES lets tags consist of (values also of "." and "@"): a delivery id that it refuses must fail here too. */
const TAG_NAME = /^[A-Za-z0-9_-]{1,256}$/;
const TAG_VALUE = /^[A-Za-z0-9_.@-]{1,256}$/;

/** SES takes raw messages up to this size through this API. */
export const LARGEST_MAIL = 10 * 1024 * 1024;

/**
 * Reads a request of the Query protocol: a form with `Action` and numbered members.
 * @throws SesError for any other action, and for a message that SES would not take
 */
export function parseSendRawEmail(body: string): RawEmailRequest {
  const form = new URLSearchParams(body);
  const action = form.get('Action');
  if (action !== 'SendRawEmail') {
    throw new SesError('InvalidAction', `Could not find operation ${action ?? ''} for version 2010-12-01`);
  }
  const data = form.get('RawMessage.Data');
  if (data === null || data === '')
    throw new SesError('ValidationError', '1 validation error detected: Value at rawMessage.data must not be null');
  if (!/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(data)) throw new SesError('MalformedInput', 'RawMessage.Data is not base64.');
  const mail = Buffer.from(data, 'base64');
  if (mail.length > LARGEST_MAIL) {
    throw new SesError(
      'InvalidParameterValue',
      `Message length is more than ${LARGEST_MAIL} bytes long: '${mail.length}'.`,
    );
  }
  const tags = members(form, 'Tags', 'Name').map((name, index) => ({
    name,
    value: form.get(`Tags.member.${index + 1}.Value`) ?? '',
  }));
  const badTag = tags.find(({ name, value }) => !TAG_NAME.test(name) || !TAG_VALUE.test(value));
  if (badTag !== undefined) {
    throw new SesError('InvalidParameterValue', `Invalid tag <${badTag.name}>: letters, digits, "_" and "-" only.`);
  }
  const source = form.get('Source');
  const configurationSet = form.get('ConfigurationSetName');
  return {
    mail,
    destinations: members(form, 'Destinations'),
    tags,
    ...(source === null ? {} : { source }),
    ...(configurationSet === null ? {} : { configurationSet }),
  };
}

function members(form: URLSearchParams, list: string, field?: string): string[] {
  const values: string[] = [];
  for (let n = 1; ; n += 1) {
    const value = form.get(field === undefined ? `${list}.member.${n}` : `${list}.member.${n}.${field}`);
    if (value === null) return values;
    values.push(value);
  }
}

const NAMESPACE = 'http://ses.amazonaws.com/doc/2010-12-01/';

export function sentXml(messageId: string, requestId: string): string {
  return `<SendRawEmailResponse xmlns="${NAMESPACE}"><SendRawEmailResult><MessageId>${escapeXml(messageId)}</MessageId></SendRawEmailResult><ResponseMetadata><RequestId>${escapeXml(requestId)}</RequestId></ResponseMetadata></SendRawEmailResponse>`;
}

export function errorXml(error: SesError, requestId: string): string {
  return `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message></Error><RequestId>${escapeXml(requestId)}</RequestId></ErrorResponse>`;
}

function escapeXml(text: string): string {
  return text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
