import { REMEDIES } from '../../../core/remedies.ts';
import type { Account, Audience } from '../api/types.ts';
import { momentOf } from '../parts/format.ts';
import { audienceName } from '../parts/words.ts';

/** One thing that is not well, or good to know, and what to do about it. */
export interface Trouble {
  readonly key: string;
  readonly what: string;
  readonly remedy: string;
  readonly command?: string;
  /** Whether it stays so without the owner. */
  readonly isUrgent: boolean;
}

/** Mends itself: nothing to do. */
const BY_ITSELF = ['rate-limited', 'unavailable', 'internal', 'budget-spent'];

export function troublesOf(account: Account, lists: readonly Audience[]): Trouble[] {
  const { error, waitsFor, status } = account;
  const known = error === undefined ? [] : [errorTrouble(account.id, '', error, false)];
  const waiting =
    waitsFor === undefined ? [] : [{ key: 'waits', what: 'It waits for you.', remedy: waitsFor, isUrgent: true }];
  if (status === 'stopped') {
    const remedy = 'Its history stays until retention ends. Put it into the configuration again to go on.';
    return [{ key: 'stopped', what: 'It is no longer in the configuration.', remedy, isUrgent: false }];
  }
  return [...known, ...waiting, ...lists.flatMap(listTroubles)];
}

function listTroubles(list: Audience): Trouble[] {
  const name = audienceName(list);
  const isParked = list.status === 'parked';
  return [
    ...(list.error === undefined ? [] : [errorTrouble(list.id, `${name}: `, list.error, isParked)]),
    ...(list.waitingUntil === undefined
      ? []
      : [
          {
            key: `${list.id} waits`,
            what: `${name}: the network’s limit is used up until ${momentOf(list.waitingUntil)}.`,
            remedy: 'Nothing to do: it goes on by itself.',
            isUrgent: false,
          },
        ]),
  ];
}

function errorTrouble(id: string, name: string, error: NonNullable<Audience['error']>, isParked: boolean): Trouble {
  const { code, message } = error;
  if (code === 'refused') {
    return {
      ...{ key: `${id} refused`, what: `${name}the last reading is not believed. ${message}`, isUrgent: true },
      remedy: 'If the list is right as it is, take it as a new baseline. Otherwise nothing to do: it is read again.',
      command: `npm run rekindle -- accept ${id}`,
    };
  }
  const remedy =
    code === 'credentials-rejected'
      ? 'Sign in to the network again, or make a new token for this account and set it.'
      : REMEDIES[code];
  return {
    ...{ key: `${id} ${code}`, what: `${name}${message}` },
    remedy: `${remedy ?? 'It is tried again by itself. If it stays, the logs say more.'}${isParked ? ' It failed five times in a row, and is tried once a day now.' : ''}`,
    isUrgent: !BY_ITSELF.includes(code),
  };
}
