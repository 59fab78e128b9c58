import { expect, test } from 'vitest';
import type { Profile } from '../../functions/core/model.ts';
import { differsFrom } from '../../functions/roster/differs.ts';
import { listed, row } from './people.ts';

const known: Profile = {
  handle: 'ada.example',
  url: 'https://net.example/ada',
  name: 'Ada',
  bio: 'Gardens.',
  location: 'Leipzig',
  avatar: 'https://img.example/ada.png?sig=1',
  reach: 10,
};
const ada = row('ada', { profile: known });

test.each<[string, Partial<Profile>, boolean]>([
  ['the same fields', {}, false],
  ['another handle', { handle: 'countess.example' }, true],
  ['another name', { name: 'Ada L.' }, true],
  ['an emptied bio', { bio: '' }, true],
  ['another picture', { avatar: 'https://img.example/new.png?sig=1' }, true],
  ['the same picture under another signature', { avatar: 'https://img.example/ada.png?sig=2' }, false],
  ['another reach', { reach: 99_999 }, false],
  ['another location, which lists do not carry', { location: 'Dresden' }, false],
  ['a profile that has become private', { isProtected: true }, true],
  ['a profile that is not private, as was to be expected', { isProtected: false }, false],
])('%s', (_, is, differs) => {
  expect(differsFrom(ada, listed('ada', { handle: known.handle, url: known.url, ...is }))).toBe(differs);
});

test('a field that the list leaves out is no difference, and neither is an empty one that was unknown', () => {
  expect(differsFrom(ada, listed('ada', { handle: known.handle, url: known.url }))).toBe(false);
  const stranger = row('bob');
  expect(differsFrom(stranger, { id: 'bob', profile: { ...stranger.profile, bio: '', name: '' } })).toBe(false);
});

test.each<[string, Partial<Parameters<typeof differsFrom>[0]>, number | undefined, boolean]>([
  ['another date of somebody who was lost', { state: 'lost', since: 1 }, 2, true],
  ['the first date of somebody who was missing', { state: 'missing' }, 2, true],
  ['the same date', { state: 'lost', since: 2 }, 2, false],
  ['no date', { state: 'lost', since: 2 }, undefined, false],
  ['another date of somebody who was there all the time', { since: 1 }, 2, false],
])('%s', (_, more, since, differs) => {
  const { profile } = listed('ada', { handle: known.handle, url: known.url });
  const person = { id: 'ada', profile, ...(since === undefined ? {} : { since }) };
  expect(differsFrom({ ...ada, ...more }, person)).toBe(differs);
});
