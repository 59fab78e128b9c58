import { readCorrection } from '../storage/corrections.ts';
import { readOutreach } from '../storage/outreach.ts';
import { linkedView } from './digest-people-view.ts';
import { knownPerson } from './known-person.ts';
import { ownersOf } from './owners.ts';
import { idParams, itemQuery } from './parameters.ts';
import { wrongPersonShape } from './person-shapes.ts';
import { correctionView, outreachView } from './person-view.ts';
import { jsonRoute } from './route.ts';

/** The mail's button "wrong person" for whoever asks with a token: the same acts, on the newest suggestion. */
export const wrongPersonRoute = jsonRoute(
  {
    method: 'POST',
    path: '/v1/people/{id}/wrong-person',
    summary: 'Says that somebody is not who they were taken for.',
    scope: 'write',
    params: idParams,
    query: itemQuery,
    response: wrongPersonShape,
  },
  async ({ deps, grant, params: { id }, query }) => {
    const { db, clock } = deps;
    const { owner } = await knownPerson(deps, ownersOf(grant, query.owner), id);
    const { linkedOnce, tellWrongPerson } = await import('../acting/wrong-person.ts');
    const linked = await linkedOnce(db, owner, id, clock.now());
    // Also those who are apart already: said twice, it is not said of the person's place and kind.
    await tellWrongPerson(db, { owner, personId: id, linked }, clock.now());
    if (linked.length > 0) return { keptApart: linked.map(linkedView) };
    const [correction, outreach] = await Promise.all([readCorrection(db, owner, id), readOutreach(db, owner, id)]);
    return {
      keptApart: [],
      correction: correction && correctionView(correction),
      outreach: outreach && outreachView(outreach),
    };
  },
);
