import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { publicAsk } from '../../functions/people/asks.ts';

const ask = (bio: string, offers: readonly string[] = []) => publicAsk({ bio }, offers);

describe('what people ask the public for', () => {
  it.each([
    ['Rust dev. We are hiring!', 'We are hiring!'],
    ['Potter\nLooking for a studio in Leeds', 'Looking for a studio in Leeds'],
    ['Maker | open to collaborations | she/her', 'open to collaborations'],
    ['Help wanted with our newsletter.', 'Help wanted with our newsletter.'],
    ['Imkerin. Suche Platz für zwei Völker.', 'Suche Platz für zwei Völker.'],
    ['Verein für Stadtgrün • Mitstreiterinnen gesucht', 'Mitstreiterinnen gesucht'],
    ['Does anyone know a good luthier?', 'Does anyone know a good luthier?'],
  ])('%j asks', (bio, line) => {
    expect(ask(bio)).toEqual({ line, from: 'profile' });
  });

  it.each([
    'Not looking for work.',
    'We are no longer hiring',
    'Looking forward to spring',
    'Open to the public on Sundays',
    'Ich suche nichts, ich finde',
    'Boats, books and bread',
    '',
  ])('%j asks for nothing', (bio) => {
    expect(ask(bio)).toBeUndefined();
  });

  it('meets the owner’s offers, those first, with the line it comes from', () => {
    const bio = 'Looking for a flat. Looking for feedback on my proofreading tool.';
    expect(ask(bio, ['proofreading'])).toEqual({
      line: 'Looking for feedback on my proofreading tool.',
      from: 'profile',
      offer: 'proofreading',
    });
    expect(publicAsk({ bio: '', post: 'Testers wanted for sail plans' }, ['sail making'])).toEqual({
      line: 'Testers wanted for sail plans',
      from: 'post',
      offer: 'sail making',
    });
    expect(ask('Looking for help with work', ['help with your project'])?.offer).toBeUndefined();
  });

  it('quotes one bounded line of plain text, whatever is written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3_000 }), (text) => {
        const found = ask(`looking for ${text}`);
        if (found === undefined) return;
        expect(found.line.length).toBeLessThanOrEqual(160);
        expect(found.line).not.toMatch(/[\p{Cc}\u202e]/u);
      }),
    );
  });
});
