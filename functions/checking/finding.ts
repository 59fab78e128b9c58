import { knownObstacle, type Obstacle } from './obstacle.ts';

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

/**
 * Runs all checks at once, in their order; one that fails says so and stops no other. What keeps several from being made
 * is said once, first, with what was therefore not looked at.
 */
export async function runChecks(checks: readonly Check[]): Promise<Finding[]> {
  const done = await Promise.all(
    checks.map(async ({ about, run }) => {
      try {
        return { about, findings: await run() };
      } catch (error) {
        return { about, obstacle: obstacleOf(error) };
      }
    }),
  );
  const obstacles = new Map<string, { readonly obstacle: Obstacle; readonly skipped: Set<string> }>();
  for (const { about, obstacle } of done) {
    if (obstacle === undefined) continue;
    const { skipped } = obstacles.get(obstacle.says) ?? { skipped: new Set() };
    obstacles.set(obstacle.says, { obstacle, skipped: skipped.add(about) });
  }
  const notMade = [...obstacles.values()].map(({ obstacle, skipped }) => notChecked(obstacle, [...skipped]));
  return [...notMade, ...done.flatMap(({ findings = [] }) => findings)];
}

/** As many are named of what was not looked at. */
const MOST_SKIPPED = 12;

function notChecked({ state, about, says, cure }: Obstacle, skipped: readonly string[]): Finding {
  const [first = ''] = skipped;
  if (skipped.length === 1 && about === undefined)
    return { state, about: first, says: `could not be checked: ${says}`, cure };
  const rest = skipped.length > MOST_SKIPPED ? ` and ${skipped.length - MOST_SKIPPED} more` : '';
  const what = `${skipped.slice(0, MOST_SKIPPED).join(', ')}${rest}`;
  return { state, about: about ?? first, says: `${says}, so this was not checked: ${what}`, cure };
}

/** Why a check could not be made. */
function obstacleOf(error: unknown): Obstacle {
  const { name, message } = error instanceof Error ? error : { name: 'not an Error', message: '' };
  if (name === 'NewerSchemaError')
    return { state: 'broken', says: message, cure: 'Use the newer version of Rekindle again.' };
  const known = knownObstacle(error, 'look again');
  if (known !== undefined) return known;
  if (name === 'UsageError') {
    const [, says = message, cure = 'The sentence says what to do.'] = /^(.+?)\. (.+)$/s.exec(message) ?? [];
    return { state: 'broken', says, cure };
  }
  // Whoever asks whether all is well must not hear yes where nobody knows.
  return {
    state: 'broken',
    says: `${name}: ${message.slice(0, 200)}`,
    cure: 'Look again in a minute; if it stays, the sentence says what failed.',
  };
}
