import * as z from 'zod';
import type { Statement } from '../stack/synthesize.ts';

/** One thing that a function asked AWS to do. */
export interface AwsCall {
  /** `dynamodb:PutItem`. */
  readonly action: string;
  /** Every resource that AWS would check; all must be allowed. */
  readonly resources: readonly string[];
  /** What conditions look at: `dynamodb:LeadingKeys`, `ses:FromAddress`, `ssm:Overwrite`. */
  readonly context: Readonly<Record<string, readonly string[]>>;
}

const conditions = z.record(z.string(), z.record(z.string(), z.union([z.string(), z.array(z.string())])));

/**
 * Whether a role's statements allow a call, as IAM evaluates them: a deny wins, and every resource needs an allow.
 * @throws Error for a condition that this evaluation does not know, so that none is passed over
 */
export function allows(statements: readonly Statement[], call: AwsCall): boolean {
  return call.resources.every((resource) => {
    const about = statements.filter(
      (statement) =>
        statement.Action.some((action) => like(action, call.action)) &&
        statement.Resource.some((pattern) => like(pattern, resource)) &&
        holds(statement.Condition, call.context),
    );
    return about.some(({ Effect }) => Effect === 'Allow') && !about.some(({ Effect }) => Effect === 'Deny');
  });
}

function holds(condition: unknown, context: AwsCall['context']): boolean {
  if (condition === undefined) return true;
  return Object.entries(conditions.parse(condition)).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => compare(operator, [wanted].flat(), context[key] ?? [])),
  );
}

function compare(operator: string, wanted: readonly string[], found: readonly string[]): boolean {
  const lower = (text: string) => text.toLowerCase();
  switch (operator) {
    case 'ForAllValues:StringLike':
      return found.every((value) => wanted.some((pattern) => like(pattern, value)));
    case 'StringEquals':
      return found.some((value) => wanted.includes(value));
    case 'StringEqualsIgnoreCase':
      return found.some((value) => wanted.map(lower).includes(lower(value)));
    default:
      throw new Error(`The condition ${operator} is not known to this test: teach it.`);
  }
}

/** IAM's wildcards: `*` is anything, `?` one character. */
function like(pattern: string, value: string): boolean {
  const quoted = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${quoted.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(value);
}
