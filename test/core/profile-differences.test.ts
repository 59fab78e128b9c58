import { describe, expect, it } from 'vitest';
import type { Profile } from '../../functions/core/model.ts';
import { differences, isOtherProfile, NO_HANDLE, withGoodHandle } from '../../functions/core/profile-differences.ts';

const ann: Profile = { handle: 'ann', url: 'https://net.example/ann' };

describe('what is another profile', () => {
  it.each<[string, Profile, Partial<Profile>, Partial<Profile>]>([
    ['a new handle with its address', ann, { handle: 'bo', url: 'https://net.example/bo' }, ann],
    ['another bio', { ...ann, bio: 'Gardener' }, { bio: 'Baker' }, { bio: 'Gardener' }],
    ['what only looks like another query', { ...ann, bio: 'Why?' }, { bio: 'Why? #ask' }, { bio: 'Why?' }],
    ['a name that was not known', ann, { name: 'Ann' }, { name: '' }],
    ['a flag that was not known', ann, { isBot: true, isProtected: true }, { isProtected: false, isBot: false }],
    ['a flag that is none any more', { ...ann, isMemorial: true }, { isMemorial: false }, { isMemorial: true }],
    ['a first picture', ann, { avatar: 'https://img.example/1?s=1' }, { avatar: '' }],
    [
      'another picture',
      { ...ann, avatar: 'https://img.example/1' },
      { avatar: 'https://img.example/2' },
      { avatar: 'https://img.example/1' },
    ],
  ])('%s', (_, was, now, before) => {
    expect(isOtherProfile(was, { ...was, ...now })).toBe(true);
    expect(differences(was, { ...was, ...now })).toEqual(before);
  });

  it.each<[string, Profile, Partial<Profile>]>([
    ['the same', { ...ann, bio: 'Gardener' }, {}],
    ['what is empty now and was not known', ann, { bio: '', name: '', isBot: false, avatar: '' }],
    ['another reach', { ...ann, reach: 5 }, { reach: 6 }],
    [
      'another signature of the same picture',
      { ...ann, avatar: 'https://i.example/1?s=1' },
      { avatar: 'https://i.example/1?s=2' },
    ],
    [
      'another part of the same picture',
      { ...ann, avatar: 'https://i.example/1' },
      { avatar: 'https://i.example/1#x' },
    ],
    ['no handle just now', ann, { handle: NO_HANDLE, url: 'https://net.example/did:plc:ann' }],
  ])('is not %s', (_, was, now) => {
    expect(isOtherProfile(was, { ...was, ...now })).toBe(false);
    expect(differences(was, { ...was, ...now })).toEqual({});
  });

  it('is not what a list leaves out', () => {
    expect(isOtherProfile({ ...ann, name: 'Ann', avatar: 'https://i.example/1', isBot: true }, ann)).toBe(false);
  });

  it('is a first good handle, which replaces none and is told as nothing', () => {
    const none: Profile = { handle: NO_HANDLE, url: 'https://net.example/did:plc:ann', bio: 'Gardener' };
    expect(isOtherProfile(none, { ...none, ...ann })).toBe(true);
    expect(differences(none, { ...none, ...ann })).toEqual({});
    expect(differences(none, { ...none, ...ann, bio: 'Baker' })).toEqual({ bio: 'Gardener' });
  });
});

describe('the last good handle', () => {
  it('stays known, with its address, while there is none', () => {
    const none: Profile = { handle: NO_HANDLE, url: 'https://net.example/did:plc:ann', bio: 'Baker' };
    expect(withGoodHandle(ann, none)).toEqual({ ...ann, bio: 'Baker' });
    const renamed = { handle: 'bo', url: 'https://net.example/bo' };
    expect(withGoodHandle(ann, renamed)).toBe(renamed);
  });
});
