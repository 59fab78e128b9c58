import { onTestFinished } from 'vitest';
import { validateConfig } from '../../functions/runtime/config.ts';
import type { Config } from '../../functions/runtime/config-schema.ts';
import type { DemoServer, FaultHook } from '../../lib/local/demo/servers/serve.ts';
import { type ApiChange, DAY, Rig } from './rig.ts';

export const START = Date.UTC(2026, 8, 7, 9);

/** An owner with one account, of which only these lists are read. */
export function configOf(accountId: string, lists: { readonly likes?: boolean; readonly stars?: boolean } = {}) {
  const track = { followers: true, following: false, likes: false, stars: false, ...lists };
  const owner = { id: 'owner', name: 'Olive', accounts: [{ id: accountId, track }] };
  return validateConfig({ owners: [owner] }, 'test');
}

export interface ToldChange extends ApiChange {
  readonly at: string;
  readonly detectedAt: string;
  readonly evidence?: readonly { readonly at: string; readonly asked: string; readonly answered: string }[];
}

export interface AudienceState {
  readonly count: number;
  readonly missing: number;
  readonly held: number;
  readonly hidden: number;
  readonly lost: number;
  readonly missingSince?: string;
  readonly hiddenSince?: string;
  readonly falseAlarms: { readonly told: number; readonly seenAgain: number };
  readonly refusedPulls: readonly { readonly at: string; readonly refusal: string; readonly reason: string }[];
  readonly error?: { readonly code: string; readonly message: string };
}

/** The whole way for one account: a demo server, pulls a day apart, and what the API tells afterwards. */
export class VerdictRig {
  readonly rig: Rig;
  readonly server: DemoServer;
  readonly config: Config;

  private constructor(rig: Rig, server: DemoServer, config: Config) {
    this.rig = rig;
    this.server = server;
    this.config = config;
  }

  /** Opens everything, takes the baseline, and closes it all when the test has finished. */
  static async open(
    network: 'bluesky' | 'mastodon' | 'github',
    server: DemoServer,
    config: Config,
    token?: string,
  ): Promise<VerdictRig> {
    onTestFinished(() => server.close());
    const tokens = token === undefined ? {} : { tokens: { [network]: token } };
    const rig = await Rig.open({ config, urls: { [network]: server.url }, now: START, ...tokens });
    onTestFinished(() => rig.close());
    await rig.pull();
    return new VerdictRig(rig, server, config);
  }

  /** Lets days and rate limits pass and reads everything, through unkind answers if there are any. */
  async pullAfter(days: number, fault?: FaultHook): Promise<Awaited<ReturnType<Rig['pull']>>> {
    this.rig.now += days * DAY;
    this.rig.wallOffset += days * DAY;
    this.server.resetLimits();
    this.server.setFault(fault);
    const report = await this.rig.pull();
    this.server.setFault(undefined);
    return report;
  }

  async told(query = ''): Promise<readonly ToldChange[]> {
    const { body } = await this.rig.api<{ items: ToldChange[] }>(`/v1/changes?limit=500${query}`, 'owner');
    return body.items;
  }

  /** `unfollowed person-1.example`, sorted. */
  async losses(): Promise<string[]> {
    return (await this.told('&kind=lost')).map(({ verdict, person }) => `${verdict} ${person.handle}`).sort();
  }

  async audience(id: string): Promise<AudienceState> {
    const accountId = this.config.owners[0]?.accounts[0]?.id;
    return (await this.rig.api<AudienceState>(`/v1/audiences/${accountId}:${id}`, 'owner')).body;
  }
}

/** Does something to the world the first time a request is made whose path matches, before it is answered. */
export function meanwhile(path: RegExp, deed: () => void): FaultHook {
  let isDone = false;
  return (request) => {
    if (!isDone && path.test(request.path)) {
      isDone = true;
      deed();
    }
    return undefined;
  };
}

/** Answers so many requests whose path matches as they are, and all after those with a fault. */
export function failing(count: number, path: RegExp, fault: Exclude<ReturnType<FaultHook>, undefined>): FaultHook {
  let seen = 0;
  return (request) => {
    if (!path.test(request.path)) return undefined;
    seen += 1;
    return seen > count ? fault : undefined;
  };
}
