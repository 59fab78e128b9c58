/**
 * What a failed SendRawEmail means for the mail. `refused`: SES (or the client, before asking) said no, and nothing was
 * accepted. `busy`: not now; nothing was accepted. `doubtful`: SES may have accepted it before the answer was lost.
 */
export interface SesAnswer {
  readonly verdict: 'refused' | 'busy' | 'doubtful';
  /** For the owner; addresses are cut out. */
  readonly reason: string;
}

/** https://docs.aws.amazon.com/ses/latest/APIReference/CommonErrors.html and the SDK's own names for it. */
const BUSY = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
]);
/** No connection came about, so nothing was handed over. */
const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
const CLIENT_SIDE = new Set(['CredentialsProviderError', 'TokenProviderError']);

export function sesAnswer(error: unknown): SesAnswer {
  if (!(error instanceof Error)) return { verdict: 'doubtful', reason: 'SES did not answer.' };
  const reason = reasonOf(error);
  const status = httpStatusOf(error);
  if (BUSY.has(error.name) || status === 429) return { verdict: 'busy', reason };
  if (CLIENT_SIDE.has(error.name)) return { verdict: 'refused', reason };
  if ('code' in error && typeof error.code === 'string' && NEVER_CONNECTED.has(error.code)) {
    return { verdict: 'busy', reason: `SES could not be reached (${error.code}).` };
  }
  // 408 is a time-out in the middle of the request; everything else from 400 on is an answer to what was asked.
  if (status !== undefined && status >= 400 && status < 500 && status !== 408) return { verdict: 'refused', reason };
  return { verdict: 'doubtful', reason: 'SES did not answer.' };
}

function reasonOf(error: Error): string {
  // SES repeats the addresses that it does not like, and nobody's address belongs in a log.
  return `${error.name}: ${error.message}`.replace(/[^\s<>"'(),;:]+@/g, '…@').slice(0, 300);
}

function httpStatusOf(error: Error): number | undefined {
  if (!('$metadata' in error) || typeof error.$metadata !== 'object' || error.$metadata === null) return undefined;
  const { $metadata: metadata } = error;
  return 'httpStatusCode' in metadata && typeof metadata.httpStatusCode === 'number'
    ? metadata.httpStatusCode
    : undefined;
}
