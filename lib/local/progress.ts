import type { Connector } from '../../functions/networks/network.ts';
import type { AccountName, AccountReport, AudienceReport } from '../../functions/pulling/deps.ts';
import type { Terminal } from './terminal.ts';
import { kindInWords } from './words.ts';

/** Without a live line, long work says something this often, ms. */
const SPEAK_EVERY = 10_000;
const REDRAW_EVERY = 100;

export interface Progress {
  /** Sees what a connector reads. */
  readonly watch: (connector: Connector, account: AccountName) => Connector;
  /** Says what an account will cost before it is read. */
  readonly tell: (entry: AudienceReport | AccountReport) => void;
  /** Clears the live line. */
  end(): void;
}

/**
 * Tells what is being read, and how far. On a terminal in one line that is rewritten; elsewhere a line now and then,
 * so that short work stays silent.
 */
export function createProgress(terminal: Terminal, wall: () => number): Progress {
  let last = wall();
  const tell = (text: string): void => {
    const now = wall();
    if (now - last < (terminal.isLive ? REDRAW_EVERY : SPEAK_EVERY)) return;
    last = now;
    if (terminal.isLive) terminal.live(text);
    else terminal.note(text);
  };
  const draw = (text: string): void => {
    if (terminal.isLive) tell(text);
  };
  return {
    watch: (connector, account) => watched(connector, account, { tell, draw }),
    tell: (entry) => {
      if ('cost' in entry && entry.cost !== undefined) terminal.note(`${entry.accountId}: ${entry.cost}`);
    },
    end: () => terminal.live(''),
  };
}

interface Speech {
  readonly tell: (text: string) => void;
  /** Only where it can be rewritten: what is over at once says nothing in a log. */
  readonly draw: (text: string) => void;
}

function watched(connector: Connector, account: AccountName, { tell, draw }: Speech): Connector {
  const read = new Map<string, number>();
  return {
    network: connector.network,
    credentialId: connector.credentialId,
    listsFullProfiles: connector.listsFullProfiles,
    canVerify: (kind) => connector.canVerify(kind),
    resolve: (name) => {
      draw(`Looking up ${account.accountId} …`);
      return connector.resolve(name);
    },
    discover: (resolved, track, now) => connector.discover(resolved, track, now),
    readPage: async (target, cursor) => {
      const page = await connector.readPage(target, cursor);
      const id = `${target.kind}/${target.target}`;
      const people = (cursor === undefined ? 0 : (read.get(id) ?? 0)) + page.people.length;
      read.set(id, people);
      const of = target.count === undefined ? '' : ` of ${target.count.toLocaleString('en')}`;
      tell(`Reading ${account.accountId}, ${kindInWords(target)}: ${people.toLocaleString('en')}${of} …`);
      return page;
    },
    verify: (resolved, target, ids) => {
      tell(
        `Checking ${ids.length.toLocaleString('en')} people who were not in ${account.accountId}, ${kindInWords(target)} …`,
      );
      return connector.verify(resolved, target, ids);
    },
    hydrate: (ids) => {
      tell(`Looking at ${ids.length.toLocaleString('en')} profiles for ${account.accountId} …`);
      return connector.hydrate(ids);
    },
  };
}
