import type { NetworkId } from './model.ts';

/**
 * How an account's lists come to us. `api`: we ask. `export`: its owner brings the network's official export.
 * `credential`: nothing can be read until it is connected. `push`: somebody sends the list.
 */
export const READINGS = ['api', 'export', 'credential', 'push'] as const;
export type Reading = (typeof READINGS)[number];

export interface ReadingFacts {
  readonly network: NetworkId;
  /** A monthly budget is set for it (X only). */
  readonly hasBudget: boolean;
  /** A credential is stored for it. */
  readonly hasCredential: boolean;
}

/**
 * X asks money for everything it answers, so without a budget it is never asked. Facebook, Instagram and YouTube answer
 * nobody without a credential. LinkedIn gives lists to approved partners only.
 */
export function howItIsRead({ network, hasBudget, hasCredential }: ReadingFacts): Reading {
  switch (network) {
    case 'bluesky':
    case 'mastodon':
    case 'github':
      return 'api';
    case 'x':
      return hasBudget ? 'api' : 'export';
    case 'facebook':
    case 'instagram':
      return hasCredential ? 'api' : 'export';
    case 'youtube':
      return hasCredential ? 'api' : 'credential';
    case 'linkedin':
      return 'export';
    case 'list':
      return 'push';
  }
}

/** What an account that is not asked waits for, in words for its owner; undefined if it is asked. */
export function waitsFor(network: NetworkId, reading: Reading): string | undefined {
  if (reading === 'api') return undefined;
  if (reading === 'credential') return 'Waits to be connected: npm run rekindle -- connect youtube';
  if (reading === 'push') return 'Waits for a list: npm run rekindle -- import FILE';
  return EXPORTS[network] ?? 'Waits for an export: npm run rekindle -- import FILE';
}

const EXPORTS: Partial<Record<NetworkId, string>> = {
  x:
    'Waits for an export: ask X for your archive (Settings, Your account, Download an archive of your data), ' +
    'then npm run rekindle -- import FILE. To read it by API instead, set a budget for this account.',
  facebook:
    'Waits for an export: Accounts Center, Your information and permissions, Export your information, as JSON; ' +
    'then npm run rekindle -- import FILE. A Page can be connected instead: npm run rekindle -- connect facebook',
  instagram:
    'Waits for an export: Accounts Center, Your information and permissions, Export your information, as JSON and for all time; ' +
    'then npm run rekindle -- import FILE. A professional account can be connected for its numbers: npm run rekindle -- connect instagram',
  linkedin:
    'Waits for an export: Settings, Data privacy, Get a copy of your data, Connections; ' +
    'then npm run rekindle -- import FILE',
};
