import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  deleteCorrection,
  putCorrection,
  readCorrection,
  readCorrections,
} from '../../functions/storage/corrections.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';

let table: FreshTable;
beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());

const EVA = 'bluesky:did:plc:eva';

test('a corrected place and a corrected segment are remembered apart from each other', async () => {
  await putCorrection(table.db, 'alice', EVA, { place: 'Leipzig, Germany' }, 10);
  await putCorrection(table.db, 'alice', EVA, { segments: ['artists', 'artists'] }, 20);
  expect(await readCorrection(table.db, 'alice', EVA)).toEqual({
    ...{ personId: EVA, place: 'Leipzig, Germany', segments: ['artists'], at: 20 },
  });
});

test('"no place" and "no segment" are corrections too, not the absence of one', async () => {
  await putCorrection(table.db, 'alice', 'github:7', { place: null, segments: [] }, 30);
  expect(await readCorrection(table.db, 'alice', 'github:7')).toEqual({
    ...{ personId: 'github:7', place: null, segments: [], at: 30 },
  });
});

test('an owner sees all of their own corrections and none of another', async () => {
  await putCorrection(table.db, 'bob', EVA, { place: 'Lyon' }, 40);
  expect([...(await readCorrections(table.db, 'alice')).keys()].sort()).toEqual([EVA, 'github:7']);
  expect([...(await readCorrections(table.db, 'bob')).values()].map(({ place }) => place)).toEqual(['Lyon']);
  expect((await readCorrections(table.db, 'carol')).size).toBe(0);
});

test('a forgotten correction is gone', async () => {
  await deleteCorrection(table.db, 'bob', EVA);
  expect(await readCorrection(table.db, 'bob', EVA)).toBeUndefined();
});
