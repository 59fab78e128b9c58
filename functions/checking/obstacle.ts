/** Why something could not be looked at or done, and what helps. Holds no secret. */
export interface Obstacle {
  readonly state: 'attention' | 'broken';
  /** Absent: what could not be looked at. */
  readonly about?: string;
  readonly says: string;
  readonly cure: string;
}

const NO_RIGHT = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|NotAuthorized)/;
const NO_LOGIN =
  /^(CredentialsProviderError|TokenProviderError|ExpiredToken|ExpiredTokenException|UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch)$/;
const TOO_FAST = /^(Throttling|ThrottlingException|TooManyRequestsException|ProvisionedThroughputExceededException)$/;
/** How Node names what went wrong on the way to somebody else's machine. */
const NO_WAY =
  /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;

/**
 * What stands in the way of AWS, or of another machine that was to be asked; undefined for every other error.
 * @param again what to do once the cure is done: `look again`, `run this again`
 */
export function knownObstacle(error: unknown, again: string): Obstacle | undefined {
  if (!(error instanceof Error)) return undefined;
  const { name, message } = error;
  if (NO_RIGHT.test(name)) {
    const action = /not authorized to perform: ([a-z0-9]+:[A-Za-z]+)/.exec(message)?.[1] ?? 'what it takes';
    return {
      state: 'attention',
      says: `your AWS credentials do not allow ${action}`,
      cure: `Allow ${action} to whoever you are signed in to AWS as (aws sts get-caller-identity), and ${again}.`,
    };
  }
  if (NO_LOGIN.test(name)) {
    return aws(
      'there are no AWS credentials that work',
      `Sign in to AWS as for its CLI ("aws login", or "export AWS_PROFILE=NAME"), and ${again}.`,
    );
  }
  if (message === 'Region is missing') {
    return aws(
      'no AWS region is set',
      `Name the one that the stage is in, such as "export AWS_REGION=eu-central-1", and ${again}.`,
    );
  }
  if (name === 'ResourceNotFoundException') {
    return {
      state: 'broken',
      says: 'what was asked for is not in this AWS account and region',
      cure: `Set AWS_PROFILE and AWS_REGION to where the stage is, check --table if it was given, and ${again}. A stage that was never deployed: npm run rekindle -- deploy --stage NAME`,
    };
  }
  if (TOO_FAST.test(name)) return aws('AWS asks to go slower', `Wait a minute, and ${again}.`);
  const way = wayLost(error);
  return way === undefined ? undefined : unreachable(way, again);
}

const aws = (says: string, cure: string): Obstacle => ({ state: 'broken', about: 'aws', says, cure });

function unreachable({ host, isAws }: Way, again: string): Obstacle {
  if (isAws)
    return aws(
      'AWS cannot be reached from here',
      `Check your internet connection and the region (AWS_REGION), and ${again}.`,
    );
  const says = `${host ?? 'the other machine'} cannot be reached`;
  return { state: 'broken', says, cure: `Check your internet connection and the address, and ${again}.` };
}

interface Way {
  readonly host: string | undefined;
  readonly isAws: boolean;
}

/** Where an error, or what caused it, says that nobody was reached. */
function wayLost(error: Error): Way | undefined {
  // The SDK hangs its own facts on whatever went wrong below it.
  const isSdk = '$metadata' in error;
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    const code = 'code' in at ? String(at.code) : '';
    if (!NO_WAY.test(code) && at.name !== 'TimeoutError') continue;
    const host = 'hostname' in at ? String(at.hostname) : /([\w.-]+:\d+)$/.exec(at.message)?.[1];
    return { host, isAws: isSdk || /\.(amazonaws\.com(\.cn)?|api\.aws)(:\d+)?$/.test(host ?? '') };
  }
  return undefined;
}
