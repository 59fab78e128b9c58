import * as z from 'zod';
import type { ListedPerson } from '../../core/model.ts';
import { LONGEST, plainText } from '../text.ts';
import { arrayElements } from './array-elements.ts';
import { base } from './entry-names.ts';
import type { FoundExport, FoundList } from './found-export.ts';
import { labelled, secondsToMs } from './meta.ts';
import { repaired } from './mojibake.ts';
import { listOfRows } from './rows.ts';
import type { ExportZip } from './zip.ts';

/** Facebook's export. What one removed, requested or follows lies beside these, and is not who is there. */
const FRIENDS = /(?:^|\/)(?:connections\/friends\/your_friends|friends_and_followers\/friends)\.json$/;
const FOLLOWERS =
  /(?:^|\/)(?:connections\/followers\/people_who_followed_you|friends_and_followers\/(?:followers|people_who_followed_you))\.json$/;
const HTML =
  /(?:^|\/)(?:connections\/friends\/your_friends|friends_and_followers\/(?:friends|followers)|connections\/followers\/people_who_followed_you)\.html$/;

export const isOfFacebook = (name: string): boolean => FRIENDS.test(name) || FOLLOWERS.test(name) || HTML.test(name);
export const isFacebookHtml = (name: string): boolean => HTML.test(name);

const rowSchema = z.looseObject({ name: z.string().max(2_000).optional(), timestamp: z.number().optional() });

/** How Facebook calls people whose account is switched off. */
const NAMELESS = 'Facebook user';

/** @returns undefined if it is no export of Facebook. @throws ImportError if it is one that cannot be read */
export async function readFacebook(zip: ExportZip): Promise<FoundExport | undefined> {
  const friends = zip.names.find((name) => FRIENDS.test(name));
  const followers = zip.names.find((name) => FOLLOWERS.test(name));
  const first = friends ?? followers;
  if (first === undefined) return undefined;
  const takenAt = zip.writtenAt(first);
  return {
    network: 'facebook',
    owner: {},
    ...(takenAt === undefined ? {} : { takenAt }),
    lists: [
      ...(friends === undefined ? [] : [listFrom(zip, 'friends', friends, /^friends(?:_v\d+)?$/)]),
      ...(followers === undefined ? [] : [listFrom(zip, 'followers', followers, /^followers(?:_v\d+)?$/)]),
    ],
  };
}

function listFrom(zip: ExportZip, kind: 'friends' | 'followers', name: string, keys: RegExp): FoundList {
  const rows = () => arrayElements(zip.read(name), { name: base(name), keys });
  return listOfRows(kind, base(name), rows, facebookPeople());
}

/**
 * Makes people of rows that hold names and times only. The time tells namesakes apart; of those whom even that does not,
 * or who have none, each is numbered, so that two stay two and one who leaves is one.
 */
function facebookPeople(): (row: unknown) => ListedPerson | undefined {
  const numbers = new Map<string, number>();
  return (row) => {
    const parsed = rowSchema.safeParse(row).data;
    if (parsed === undefined) return undefined;
    const since = secondsToMs(parsed.timestamp);
    const raw = parsed.name ?? labelled(row).values.get('Name');
    const name = plainText(repaired(raw ?? ''), LONGEST.name) ?? (since === undefined ? undefined : NAMELESS);
    if (name === undefined) return undefined;
    const key = since === undefined ? name : `${name}#${since / 1_000}`;
    const number = (numbers.get(key) ?? 0) + 1;
    numbers.set(key, number);
    return {
      id: number === 1 && since !== undefined ? key : `${key}#${number}`,
      profile: { handle: name, url: '', name },
      ...(since === undefined ? {} : { since }),
    };
  };
}
