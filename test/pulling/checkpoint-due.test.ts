import { expect, test } from 'vitest';
import { CheckpointDue } from '../../functions/pulling/checkpoint-due.ts';
import { Comparison } from '../../functions/roster/comparison.ts';
import { Roster } from '../../functions/roster/roster.ts';
import { listed, row } from '../roster/people.ts';

const PAGE = 100;
const known = Array.from({ length: 30_000 }, (_, n) => row(`known${n}`));
const roster = new Roster({ version: 1, generation: 'g1-1' }, known);

/** Pages after which a walk over these people leaves a checkpoint. */
function saves(people: readonly string[], edit: (n: number) => { readonly name?: string } = () => ({})): number[] {
  const comparison = new Comparison(roster);
  const checkpoint = new CheckpointDue(comparison, 0);
  const after: number[] = [];
  for (let page = 1; page * PAGE <= people.length; page += 1) {
    const ids = people.slice((page - 1) * PAGE, page * PAGE);
    comparison.see(ids.map((id, n) => listed(id, edit((page - 1) * PAGE + n))));
    if (!checkpoint.isDue(page)) continue;
    after.push(page);
    checkpoint.saved(page);
  }
  return after;
}

const ids = known.map(({ id }) => id);

test('a walk in which nothing happened leaves a checkpoint every hundred pages', () => {
  expect(saves(ids)).toEqual([100, 200, 300]);
});

test('newcomers, who stand at the front of a list, are kept some at a time, so that no checkpoint holds all of them', () => {
  const newcomers = Array.from({ length: 5_000 }, (_, n) => `new${n}`);
  expect(saves([...newcomers, ...ids])).toEqual([20, 40, 140, 240, 340]);
});

test('so are people who edited their profiles', () => {
  expect(saves(ids.slice(0, 10_000), (n) => (n % 2 === 0 ? { name: 'Another' } : {}))).toEqual([40, 80]);
});
