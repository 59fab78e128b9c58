import { describe, expect, it } from 'vitest';
import { boundaryOf } from '../../functions/people/boundaries.ts';

const said = (bio: string, name?: string) =>
  boundaryOf({ handle: 'a', url: 'https://a.example', bio, ...(name === undefined ? {} : { name }) });

describe('what people ask of strangers', () => {
  it.each([
    '16 y/o artist',
    "I'm 15",
    'i’m 17 and tired',
    '17 | she/her | cats',
    'she/her · 16 · cats',
    'Ich bin 16',
    '14 Jahre alt',
    'minor, be nice',
    'unter 18',
    'Under 18s welcome',
    'u18',
    'minderjährig',
  ])('hears that they are under 18 in %j', (bio) => expect(said(bio)).toBe('under-18'));

  it.each([
    'No DMs',
    'no dm please',
    'NO UNSOLICITED MESSAGES',
    'DMs closed',
    'dms: off',
    'Please don’t DM me',
    'do not message',
    'I don’t answer DMs',
    'not accepting DMs',
    'DNI if rude',
    'Keine DMs',
    'bitte keine privaten Nachrichten',
    'Bitte nicht anschreiben',
    'Kontakt unerwünscht',
  ])('hears a no in %j', (bio) => expect(said(bio)).toBe('no-messages'));

  it('reads the name too', () => expect(said('', 'Kim (no DMs)')).toBe('no-messages'));

  it.each([
    'DMs open!',
    'Schreibt mir gern Nachrichten',
    'Running 10 km, 16 marathons',
    'Founded 2016',
    'minor in physics',
    'I am 1.70 m tall',
    'Windows 11 hater',
    'no nonsense',
    'cat person, 42',
    '',
  ])('hears neither in %j', (bio) => expect(said(bio)).toBeUndefined());
});
