import type { Verdict } from '../../../functions/core/model.ts';
import { PULL_DAYS } from '../../../lib/local/demo/calendar.ts';
import type { Member } from '../../../lib/local/demo/cast/member.ts';
import { CAST, demoHandle, OWNER } from '../../../lib/local/demo/cast.ts';
import type { Deed } from '../../../lib/local/demo/story/deed.ts';
import { deedsOf, momentOf, STORY } from '../../../lib/local/demo/story.ts';
import type { DemoNetwork } from '../../../lib/local/demo/world.ts';

export const DEMO_NETWORKS: readonly DemoNetwork[] = ['bluesky', 'mastodon', 'github'];

const HOUR = 60 * 60_000;
/** A loss that cannot be asked for is told at the next look, at least this much later. */
const SECOND_LOOK = 20 * HOUR;

/** The name a digest prints: the display name, else the handle. */
export function shownName(network: DemoNetwork, member: Member): string {
  return member.name ?? demoHandle(network, member);
}

/** A loss that the demo's digests and API should tell. */
export interface ExpectedLoss {
  readonly audience: 'followers' | 'likes' | 'stars';
  readonly verdict: Verdict;
  /** The look at which it is told at the latest, epoch ms; absent if none is planned so late. */
  readonly toldBy?: number;
}

/** Something that happened, to compare with what was told. */
export interface StoryEvent {
  readonly at: number;
  readonly network: DemoNetwork;
  readonly personName: string;
  /** Handle in the cast; lists of some networks carry no names. */
  readonly handle: string;
  readonly what: Deed['does'];
  readonly loss?: ExpectedLoss;
}

/** What happens after the demo's start, in order, whether or not it is to be told. */
export function storyEvents(start: number): readonly StoryEvent[] {
  return DEMO_NETWORKS.flatMap((network) => {
    const members = new Map(CAST[network].map((member) => [member.key, member]));
    return STORY[network]
      .filter((deed) => deed.day > 0)
      .map((deed) => {
        const loss = lossOf(network, deed, start);
        return {
          at: momentOf(start, deed.day),
          network,
          ...named(network, members.get(deed.who)),
          what: deed.does,
          ...(loss === undefined ? {} : { loss }),
        };
      });
  }).sort((a, b) => a.at - b.at);
}

function named(network: DemoNetwork, member: Member | undefined): { personName: string; handle: string } {
  if (member === undefined) return { personName: OWNER.name, handle: OWNER[network] };
  return { personName: shownName(network, member), handle: demoHandle(network, member) };
}

/** The losses that must have been told by a time, oldest first. */
export function lossesToldBy(start: number, now: number): readonly (StoryEvent & { readonly loss: ExpectedLoss })[] {
  return storyEvents(start).filter(
    (event): event is StoryEvent & { readonly loss: ExpectedLoss } =>
      event.loss?.toldBy !== undefined && event.loss.toldBy <= now,
  );
}

/** Names of everybody who followed at some time until then and never left, whatever else they did. */
export function stayedUntil(start: number, now: number): readonly string[] {
  const left = new Set(
    storyEvents(start)
      .filter((event) => event.at <= now && (event.loss?.audience === 'followers' || event.what === 'moves'))
      .map((event) => event.personName),
  );
  const names = DEMO_NETWORKS.flatMap((network) => {
    const followed = new Set(
      deedsOf(network)
        .filter((deed) => deed.does === 'follows' && momentOf(start, deed.day) <= now)
        .map((deed) => deed.who),
    );
    return CAST[network].filter((member) => followed.has(member.key)).map((member) => shownName(network, member));
  });
  return names.filter((name) => !left.has(name));
}

/** What each deed is as a loss, and whether the network can be asked about it, so that the first look tells it. */
function lossOf(network: DemoNetwork, deed: Deed, start: number): ExpectedLoss | undefined {
  const told = (verdict: Verdict, isProven: boolean, audience: ExpectedLoss['audience'] = 'followers') => {
    const toldBy = lookAfter(start, momentOf(start, deed.day), isProven);
    return { audience, verdict, ...(toldBy === undefined ? {} : { toldBy }) };
  };
  switch (deed.does) {
    case 'unfollows':
      return network === 'mastodon' ? told('unknown', false) : told('unfollowed', true);
    case 'deactivates':
      return told('deactivated', true);
    case 'is suspended':
      return told('suspended', true);
    case 'deletes account':
      return told(network === 'bluesky' ? 'deleted' : 'gone', true);
    case 'blocks you':
      return told('blocked-you', true);
    case 'is blocked by you':
      return told('you-blocked', true);
    case 'takes like back':
      return told('unliked', network === 'bluesky', 'likes');
    case 'takes star back':
      return told('unliked', false, 'stars');
    default:
      return undefined;
  }
}

function lookAfter(start: number, at: number, isProven: boolean): number | undefined {
  const looks = PULL_DAYS.map((day) => momentOf(start, day)).filter((look) => look >= at);
  const [first] = looks;
  return isProven || first === undefined ? first : looks.find((look) => look >= first + SECOND_LOOK);
}
