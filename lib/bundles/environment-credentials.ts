/**
 * Takes the place of the SDK's default credential provider in the bundles: Lambda gives a function its role's keys as
 * variables and nothing else, so that looking for them in files, other services and sign-ins is 100 KB that never runs.
 */
export function defaultProvider() {
  return async () => {
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
    if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) throw new MissingCredentialsError();
    return {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
    };
  };
}

class MissingCredentialsError extends Error {
  /** What the SDK's own is called, by which our code knows that nothing was asked for. */
  override readonly name = 'CredentialsProviderError';
  constructor() {
    super('There are no credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set. Lambda sets them.');
  }
}
