import * as z from 'zod';
import { OUTREACH_STATES } from '../core/digest-input.ts';
import { applyOutreach, OUTREACH_STEPS, type Outreach, type OutreachAction } from '../core/outreach.ts';
import { type Db, deleteItem, getItem, type Item, putItem, queryPrefix } from './db.ts';
import { OUTREACH_PREFIX, outreachKey, ownerPk } from './keys.ts';

const outreachItem = z.object({
  personId: z.string(),
  state: z.enum(OUTREACH_STATES),
  at: z.number(),
  until: z.number().optional(),
  note: z.string().optional(),
  promise: z.string().optional(),
  remindAt: z.number().optional(),
  returnedAt: z.number().optional(),
  contactAt: z.number().optional(),
  writeAgainWeeks: z.number().optional(),
  history: z.array(z.object({ step: z.enum(OUTREACH_STEPS), at: z.number(), until: z.number().optional() })),
  /** Counts up with every write. */
  revision: z.number(),
});

/** Two who write at once: the second reads again, so often at most. */
const MOST_TRIES = 8;

/** Where an owner stands with one person; undefined if nothing ever was. */
export async function readOutreach(db: Db, owner: string, personId: string): Promise<Outreach | undefined> {
  return (await read(db, owner, personId))?.outreach;
}

/**
 * Applies an action to what is there, so that nobody's action is lost when two come at once (a mail's button and the
 * API, two tabs).
 * @param now calendar, epoch ms
 */
export async function changeOutreach(
  db: Db,
  owner: string,
  personId: string,
  action: OutreachAction | readonly OutreachAction[],
  now: number,
): Promise<Outreach> {
  const actions: readonly OutreachAction[] = 'action' in action ? [action] : action;
  for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
    const before = await read(db, owner, personId);
    const after = actions.reduce<Outreach | undefined>(
      (state, one) => applyOutreach(state, one, now),
      before?.outreach,
    );
    if (after === undefined) throw new RangeError('There is no action to apply.');
    const item = itemOf(personId, after, (before?.revision ?? 0) + 1);
    const condition =
      before === undefined
        ? { expression: 'attribute_not_exists(pk)' }
        : { expression: '#revision = :seen', names: { '#revision': 'revision' }, values: { ':seen': before.revision } };
    if (await putItem(db, outreachKey(owner, personId), item, condition)) return after;
  }
  throw new Error('The outreach keeps being written by others; try again later.');
}

/** All of an owner's, by person id. It does not expire: it is the owner's own. */
export async function listOutreach(db: Db, owner: string): Promise<ReadonlyMap<string, Outreach>> {
  const items = await queryPrefix(db, ownerPk(owner), OUTREACH_PREFIX, { consistent: true });
  return new Map(items.map(parse).map(({ personId, outreach }) => [personId, outreach]));
}

/** Forgets it, when the person is erased. */
export async function deleteOutreach(db: Db, owner: string, personId: string): Promise<void> {
  await deleteItem(db, outreachKey(owner, personId));
}

async function read(db: Db, owner: string, personId: string) {
  const item = await getItem(db, outreachKey(owner, personId), { consistent: true });
  return item === undefined ? undefined : parse(item);
}

function parse(item: Item): { personId: string; revision: number; outreach: Outreach } {
  const {
    personId,
    revision,
    until,
    note,
    promise,
    remindAt,
    returnedAt,
    contactAt,
    writeAgainWeeks,
    history,
    ...rest
  } = outreachItem.parse(item);
  const outreach: Outreach = {
    ...{ state: rest.state, at: rest.at },
    ...(until === undefined ? {} : { until }),
    ...(note === undefined ? {} : { note }),
    ...(promise === undefined ? {} : { promise }),
    ...(remindAt === undefined ? {} : { remindAt }),
    ...(returnedAt === undefined ? {} : { returnedAt }),
    ...(contactAt === undefined ? {} : { contactAt }),
    ...(writeAgainWeeks === undefined ? {} : { writeAgainWeeks }),
    history: history.map((step) => ({
      ...{ step: step.step, at: step.at },
      ...(step.until === undefined ? {} : { until: step.until }),
    })),
  };
  return { personId, revision, outreach };
}

function itemOf(personId: string, outreach: Outreach, revision: number): Item {
  return { ...outreach, history: [...outreach.history], personId, revision };
}
