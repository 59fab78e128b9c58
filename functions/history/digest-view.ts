import type * as z from 'zod';
import type { DigestChange, DigestContent } from '../core/digest-model.ts';
import type { EditionSummary } from '../storage/digests.ts';
import { beforeView, daysOf } from './change-view.ts';
import { personView, suggestionView, trendView, wonBackView, writeAgainView } from './digest-people-view.ts';
import type { editionDetailShape, editionShape } from './digest-shapes.ts';
import { instantOf } from './shapes.ts';

type Edition = z.input<typeof editionShape>;
type EditionDetail = z.input<typeof editionDetailShape>;

export function editionView(owner: string, edition: EditionSummary): Edition {
  const { id, digestId, kind, period, builtAt, from, to } = edition;
  return {
    id,
    owner,
    digestId,
    kind,
    period,
    builtAt: instantOf(builtAt),
    from: instantOf(from),
    to: instantOf(to),
  };
}

/** Field by field, so that what the mail may come to hold besides is not told by chance. */
export function editionDetailView(owner: string, content: DigestContent): EditionDetail {
  const { met, profilesKnown, blocks, heldBack, omitted, near } = content;
  return {
    ...editionView(owner, { ...content, id: `${content.digestId}:${content.period}` }),
    audiences: content.audiences.map(audienceView),
    met: { met: met.met, of: met.of },
    profilesKnown: { known: profilesKnown.known, of: profilesKnown.of },
    gained: content.gained.map(toldView),
    notable: content.notable.map(({ person, reason }) => ({ person: personView(person), reason })),
    returned: content.returned.map(toldView),
    lost: content.lost.map(toldView),
    blocks: { blockedYou: blocks.blockedYou, youBlocked: blocks.youBlocked },
    lostLikes: content.lostLikes,
    lostStars: content.lostStars,
    causes: content.causes?.map(({ verdict, count }) => ({ verdict, count })),
    edited: content.edited.map(toldView),
    suggestions: content.suggestions.map(suggestionView),
    tables: content.tables?.map(({ city, ground, people }) => ({ city, ground, people: people.map(personView) })),
    writeAgain: content.writeAgain?.map(writeAgainView),
    wonBack: content.wonBack && wonBackView(content.wonBack),
    course: content.course?.map((point) => ({
      ...wonBackView(point),
      ...{ at: instantOf(point.at), met: point.met, of: point.of },
    })),
    trends: content.trends?.map(trendView),
    segments: content.segments?.map(({ label, count, examples }) => ({
      label,
      count,
      examples: examples.map(personView),
    })),
    near: near && { city: near.city, count: near.count, people: near.people.map(personView) },
    heldBack: { missing: heldBack.missing, held: heldBack.held },
    troubles: content.troubles.map(({ accountId, audienceId, what, remedy }) => ({
      accountId,
      audienceId,
      what,
      remedy,
    })),
    exports: content.exports?.map(({ accountId, network, takenAt, days, link, steps }) => ({
      ...{ accountId, network, days, link, steps },
      takenAt: instantOf(takenAt),
    })),
    omitted: {
      gained: omitted.gained,
      lost: omitted.lost,
      returned: omitted.returned,
      edited: omitted.edited,
      audiences: omitted.audiences,
      troubles: omitted.troubles,
    },
  };
}

function audienceView(audience: DigestContent['audiences'][number]): EditionDetail['audiences'][number] {
  return {
    audienceId: audience.audienceId,
    accountId: audience.accountId,
    network: audience.network,
    label: audience.label,
    count: audience.count,
    posts: audience.posts,
    gained: audience.gained,
    lost: audience.lost,
    returned: audience.returned,
    countOnly: audience.isCountOnly,
    net: audience.net,
    gainedCount: audience.gainedCount,
    lostCount: audience.lostCount,
    baselineAt: instantOf(audience.baselineAt),
    pulledAt: instantOf(audience.pulledAt),
  };
}

function toldView(change: DigestChange): EditionDetail['lost'][number] {
  const { person, kind, verdict, at, audienceLabel, evidence, before, awayMs, stayed, outreach, stillOn } = change;
  return {
    person: personView(person),
    kind,
    verdict,
    at: instantOf(at),
    audienceLabel,
    evidence,
    before: before && beforeView(before, person.network),
    awayDays: awayMs === undefined ? undefined : daysOf(awayMs),
    stayed: stayed && { days: daysOf(stayed.ms), atLeast: stayed.atLeast },
    outreach,
    stillOn: stillOn && [...stillOn],
  };
}
