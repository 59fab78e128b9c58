import { describe, expect, it } from 'vitest';
import { failureText } from '../../bin/failure-text.ts';
import { ImportError } from '../../functions/networks/exports/errors.ts';
import { NotAcceptedError } from '../../functions/pulling/accept-baseline.ts';
import { UsageError } from '../../lib/local/laptop-config.ts';
import { freshFolder } from '../local/folder-for-test.ts';
import { runProgram } from './run-node.ts';

const named = (name: string, message: string, more: object = {}) => Object.assign(new Error(message), { name }, more);
const NO_HOST = { code: 'ENOTFOUND', hostname: 'dynamodb.eu-central-1.amazonaws.com' };

describe('a command that fails', () => {
  it.each([
    [
      named('CredentialsProviderError', 'Could not load credentials from any providers'),
      /no AWS credentials .*aws login/,
    ],
    [named('ExpiredTokenException', 'The security token included in the request is expired'), /Sign in to AWS/],
    [named('UnrecognizedClientException', 'The security token included in the request is invalid.'), /Sign in to AWS/],
    [named('InvalidSignatureException', 'The request signature we calculated does not match'), /Sign in to AWS/],
    [
      named('AccessDeniedException', 'User: arn:x is not authorized to perform: dynamodb:ListTables on resource'),
      /^Your AWS credentials do not allow dynamodb:ListTables\. Allow/,
    ],
    [new Error('Region is missing'), /^No AWS region is set\. .*AWS_REGION=eu-central-1/],
    [
      named('Error', 'getaddrinfo ENOTFOUND dynamodb', NO_HOST),
      /^AWS cannot be reached from here\. Check your internet/,
    ],
    [
      new TypeError('fetch failed', {
        cause: named('Error', 'getaddrinfo', { code: 'EAI_AGAIN', hostname: 'a.example' }),
      }),
      /^A\.example cannot be reached\./i,
    ],
    [named('ResourceNotFoundException', 'Requested resource not found'), /AWS_REGION.*deploy --stage NAME$/],
  ])('for %s says one sentence with its cure', (error, expected) => {
    const text = failureText(error, '');
    expect(text).toMatch(expected);
    expect(text).not.toMatch(/\n|at .*:\d+/);
  });

  it('keeps the stack trace of what should not happen', () => {
    expect(failureText(new TypeError('odd'), '')).toMatch(/^TypeError: odd\n +at /);
  });

  it('leads the commands that it names to where it worked, and those of others nowhere else', () => {
    const hint = 'Connect it: npm run rekindle -- connect github, or see "npm run rekindle -- status".';
    const placed =
      'Connect it: npm run rekindle -- connect github --data d, or see "npm run rekindle -- status --data d".';
    expect(failureText(new NotAcceptedError(hint), '--data d')).toBe(placed);
    expect(failureText(new ImportError(hint), '')).toBe(hint);
    expect(failureText(new UsageError(hint), '--data d')).toBe(hint);
  });

  it('ends with 1 and without a trace, whichever stage it was to work on', async () => {
    const cwd = await freshFolder();
    const env = { AWS_EC2_METADATA_DISABLED: 'true', HOME: cwd };
    const { code, out, err } = await runProgram('cli.ts', ['token', 'list', '--stage', 'prod', '--config', EXAMPLE], {
      cwd,
      env,
    });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^(No AWS region is set|There are no AWS credentials that work)\. [^\n]+\n$/);
  });
});

const EXAMPLE = new URL('../../rekindle.config.example.json', import.meta.url).pathname;
