/** `broken`: it does not work. `attention`: it will not for long, or somebody should look. */
export type FindingState = 'ok' | 'attention' | 'broken';

/** One line of what the doctor says. Holds no secret, whatever went wrong. */
export interface Finding {
  readonly state: FindingState;
  /** What was looked at: `mail`, `alarms`, `bluesky:alice.example` … */
  readonly about: string;
  readonly says: string;
  /** What to do, in the words of whoever does it. */
  readonly cure?: string;
}

/** Looks at one thing. */
export interface Check {
  readonly about: string;
  run(): Promise<readonly Finding[]>;
}

export const ok = (about: string, says: string): Finding => ({ state: 'ok', about, says });
export const attention = (about: string, says: string, cure: string): Finding => ({
  state: 'attention',
  about,
  says,
  cure,
});
export const broken = (about: string, says: string, cure: string): Finding => ({ state: 'broken', about, says, cure });

/** Runs all checks at once; one that fails says so and stops no other. In their order. */
export async function runChecks(checks: readonly Check[]): Promise<Finding[]> {
  const found = await Promise.all(
    checks.map(async ({ about, run }) => {
      try {
        return await run();
      } catch (error) {
        return [notChecked(about, error)];
      }
    }),
  );
  return found.flat();
}

const NO_RIGHT = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|NotAuthorized)/;
const NO_LOGIN =
  /^(CredentialsProviderError|ExpiredToken|ExpiredTokenException|UnrecognizedClientException|InvalidClientTokenId)/;

function notChecked(about: string, error: unknown): Finding {
  const { name, message } = error instanceof Error ? error : { name: 'not an Error', message: '' };
  if (name === 'NewerSchemaError') return broken(about, message, 'Use the newer version of Rekindle again.');
  if (NO_RIGHT.test(name)) {
    const action = /not authorized to perform: ([a-z0-9]+:[A-Za-z]+)/.exec(message)?.[1] ?? 'what it takes';
    return attention(
      about,
      `could not be checked: your AWS credentials do not allow ${action}`,
      `Allow ${action}, and look again.`,
    );
  }
  if (NO_LOGIN.test(name)) {
    return broken(
      about,
      'could not be checked: there are no AWS credentials that work',
      'Sign in to AWS (AWS_PROFILE, "aws login"), and look again.',
    );
  }
  if (message === 'Region is missing') {
    return broken(about, 'could not be checked: no AWS region is set', 'Set AWS_REGION to where the stage is.');
  }
  // Whoever asks whether all is well must not hear yes where nobody knows.
  return broken(
    about,
    `could not be checked: ${name}: ${message.slice(0, 200)}`,
    'Look again in a minute; if it stays, the sentence says what failed.',
  );
}
