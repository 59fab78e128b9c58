import type { Finding } from '../../../functions/core/model.ts';
import type { AudienceTarget, ResolvedAccount } from '../../../functions/networks/network.ts';
import { type Answer, type DemoRequest, type DemoServer, serve } from '../../../lib/local/demo/servers/serve.ts';
import type { Asked, Reply } from '../fakes/server.ts';

/** Seven people on pages of three: two full pages and a rest. */
export const PEOPLE = ['ana', 'ben', 'cem', 'dia', 'eli', 'fay', 'gil'] as const;
export type Name = (typeof PEOPLE)[number];
export const PAGE = 3;

/** A network as the suite sees it, with seven people in one list. */
export interface Opened {
  readonly server: DemoServer;
  readonly target: AudienceTarget;
  readonly account: ResolvedAccount;
  /** Ana is no longer in the audience, and Ben's account is deleted. Gil stays. */
  lose(): void;
}

/** What the suite has to know of a network, and nothing else. */
export interface Subject {
  readonly accountId: string;
  readonly token?: string;
  readonly open: () => Promise<Opened>;
  readonly idOf: (name: Name) => string;
  readonly isList: (request: DemoRequest) => boolean;
  /** The rows of a page of the list; changing them changes the page. */
  readonly rows: (body: unknown) => unknown[];
  /** Puts a text where a row has somebody's name. */
  readonly rename: (row: unknown, text: string) => unknown;
  /** The same page, naming itself as the next one. Only asked of pages that a cursor led to. */
  readonly repeat: (answer: Answer, request: DemoRequest) => Answer;
  /** What the network answers when it refuses, in its own words. */
  readonly refusals: Readonly<Record<'unauthorized' | 'forbidden' | 'missing' | 'limited', Answer>>;
  /** What can be told of Ana, Ben and Gil after {@link Opened.lose}; of fields that are undefined nothing. */
  readonly findings: Readonly<Record<'ana' | 'ben' | 'gil', Pick<Finding, 'account' | 'inAudience' | 'isDoubted'>>>;
}

/** Serves an answering function as the demo servers are served, so that the same faults can be put in its way. */
export function serveFake(answerTo: (asked: Asked) => Reply): Promise<DemoServer> {
  return serve(
    () => ({
      rateLimit: { limit: 1_000_000, windowMs: 60_000 },
      answer: ({ path, query, headers }) => {
        const { status = 200, body, text, headers: more } = answerTo({ path, query, headers });
        return { status, body: text ?? body, ...(more !== undefined && { headers: more }) };
      },
      limitHeaders: () => ({}),
      overLimit: () => ({ status: 429 }),
    }),
    {},
  );
}

/** A copy of a body that may be changed. */
export const copyOf = (body: unknown): Record<string, unknown> => JSON.parse(JSON.stringify(body));

/** A field of something that was JSON. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

export function listIn(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Error('there is no list here');
  return value;
}
