import { caniemail } from 'caniemail';
import fc from 'fast-check';
import { HtmlValidate } from 'html-validate';
import { Parser } from 'htmlparser2';
import { describe, expect, it } from 'vitest';
import type { DigestContent } from '../../functions/core/digest-model.ts';
import { AVATAR_INK, AVATARS, DARK, LIGHT } from '../../functions/digest/palette.ts';
import { MOST_BYTES, renderDigest } from '../../functions/digest/render.ts';
import { contrast } from './contrast.ts';
import { hostileContent, hostilePerson, hostileText } from './hostile.ts';
import { linksFor, quiet, rich, weekly, welcome } from './sample.ts';

const OPTIONS = {
  timeZone: 'Europe/Berlin',
  unsubscribeUrl: 'https://rekindle.example/unsubscribe/token',
  historyUrl: 'https://rekindle.example/v1/changes',
};
const STATES = { weekly, quiet, welcome, rich };
const render = (content: DigestContent) => renderDigest(content, OPTIONS);
/** With everything that a mail may carry: buttons, and the picture. */
const CHART = 'cid:trend.rekindle';
const renderWhole = (content: DigestContent) =>
  renderDigest(content, { ...OPTIONS, links: linksFor(content), chart: CHART });

/** What the parser sees: tags, attributes and text, without our own guesses. */
function parse(markup: string) {
  const tags: string[] = [];
  const attributes: [string, string][] = [];
  let text = '';
  const parser = new Parser({
    onopentag(name, values) {
      tags.push(name);
      attributes.push(...Object.entries(values));
    },
    ontext(data) {
      text += data;
    },
  });
  parser.end(markup);
  return { tags, attributes, text };
}

describe('the subject', () => {
  it('is dated and says gains first', () => {
    expect(render(weekly).subject).toBe('Your followers, week to 16 November: 3 new, 1 back, 4 left');
    expect(render(quiet).subject).toBe('Your followers, week to 23 November: a quiet week');
    expect(render(welcome).subject).toBe('Meet your audience, 16 November: 1,047 people');
  });

  it('follows the locale', () => {
    expect(renderDigest(weekly, { ...OPTIONS, locale: 'en-US' }).subject).toContain('week to November 16');
  });
});

describe('what the mail says', () => {
  const { html, text } = render(weekly);
  const shown = parse(html).text;

  it.each([
    'no longer follows you, after at least 2 years',
    'no longer follows you',
    'deactivated their account',
    'account is suspended by Bluesky',
    'is back after 5 weeks; you had invited them',
    'You have met 14 of 1,047.',
    'Profiles known: 309 of 1,047; of the others only what lists show.',
    '1 person blocked you.',
    '2 likes are no longer there.',
    'Held back: 2 people could not be seen at the last reading. That proves nothing yet; they are told only if later readings agree.',
    'Make a new token and set it with “rekindle secret github”.',
    'says “Leipzig”, your city',
    'Ask for a coffee',
    'To open the conversation, for example',
    'Quill & Co <Books>',
    'changed their name from @vera.example',
  ])('says %j in both parts', (sentence) => {
    expect(shown).toContain(sentence);
    expect(text).toContain(sentence);
  });

  it('says in a first mail that has news since when, and does not start there', () => {
    const { gained, lost, omitted, audiences } = weekly;
    const { subject, text } = render({ ...welcome, gained, lost, omitted, audiences });
    expect(subject).toBe('Meet your audience, 16 November: 1,047 people (3 new, 4 left)');
    expect(text.replace(/\s+/g, ' ')).toContain(
      '1,047 people are with you. Since 17 September, when this began: 3 new, 4 left.',
    );
    expect(text).not.toContain('This is where we start');
    expect(render(welcome).text).toContain('This is where we start');
  });

  it('says how many profiles are known only while some are not', () => {
    const { text } = render({ ...weekly, profilesKnown: { known: 1_047, of: 1_047 } });
    expect(text).not.toContain('Profiles known');
  });

  it('opens with a message that need not ask for anything, and asks after it', () => {
    const lines = render(weekly)
      .text.split('\n')
      .map((line) => line.trim());
    const openings = lines.flatMap((line, index) => (line.startsWith('“') ? [index] : []));
    expect(openings.length).toBeGreaterThan(0);
    for (const index of openings) {
      expect(lines[index - 1]).toBe('To open the conversation, for example:');
      expect(lines.slice(index).find((line) => line.startsWith('Ask for a '))).toBeDefined();
    }
  });

  it.each(Object.entries(STATES))('names in the text part of %s everybody the HTML names', (_, content) => {
    const { html, text } = render(content);
    const { text: shown } = parse(html);
    const people = [
      ...content.suggestions,
      ...content.notable,
      ...content.gained,
      ...content.lost,
      ...content.returned,
      ...content.edited,
      ...(content.segments ?? []).flatMap(({ examples }) => examples.map((person) => ({ person }))),
    ];
    for (const { person } of people) {
      expect(text).toContain(person.name ?? person.handle);
      expect(shown).toContain(person.name ?? person.handle);
    }
  });

  it.each([
    [{ missing: 1, held: 0 }, 'Held back: 1 person could not be seen at the last reading. '],
    [{ missing: 0, held: 30 }, 'Held back: 30 people dropped off a list all at once. '],
    [
      { missing: 2, held: 30 },
      'Held back: 2 people could not be seen at the last reading, and 30 people dropped off a list all at once. ',
    ],
  ])('says in one plain line what is held back: %j', (heldBack, line) => {
    const { html, text } = render({ ...quiet, heldBack });
    for (const part of [parse(html).text, text]) {
      const flat = part.replace(/\s+/g, ' ');
      expect(flat).toContain(`${line}That proves nothing yet; they are told only if later readings agree.`);
      expect(flat.split('Held back').length).toBe(2);
    }
  });

  it.each([
    [{ count: 40 }, 'followers on Bluesky: 40'],
    [{ count: 40, before: { count: 40 } }, 'followers on Bluesky: 40 (as before)'],
    [{ count: 41, gained: 1, before: { count: 40 } }, 'followers on Bluesky: 41 (+1)'],
    [{ count: 38, before: { count: 40 } }, 'followers on Bluesky: 38 (40 in the last mail)'],
    [{ count: 0, isCountOnly: true, net: 0 }, 'followers on Bluesky (numbers only): 0'],
    [{ count: 33, posts: 6 }, 'followers on Bluesky: 33 on 6 posts'],
    [{ count: 24, posts: 1, lost: 1, before: { count: 25, posts: 1 } }, 'followers on Bluesky: 24 on 1 post (−1)'],
    [
      { count: 24, posts: 3, lost: 1, before: { count: 37, posts: 4 } },
      'followers on Bluesky: 24 on 3 posts (−1; 37 on 4 posts in the last mail)',
    ],
    // An edition of before posts were counted.
    [{ count: 24, posts: 3, before: { count: 37 } }, 'followers on Bluesky: 24 on 3 posts (37 in the last mail)'],
  ])('is "as before" only where the last mail had the same number: %j', (more, line) => {
    const [first] = quiet.audiences;
    if (first === undefined) throw new Error('no audience');
    const { before: _none, ...audience } = { ...first, label: 'followers on Bluesky', gained: 0, lost: 0, returned: 0 };
    const { text } = render({ ...quiet, audiences: [{ ...audience, ...more }] });
    expect(text.split('\n')).toContain(`* ${line}`);
  });

  it.each([
    [-4, '−4 in all'],
    [1_200, '+1,200 in all'],
    [0, 'as before'],
  ])('tells of a number alone by how much it moved (%d), and of nobody who came or went', (net, words) => {
    const [first] = quiet.audiences;
    if (first === undefined) throw new Error('no audience');
    const audience = {
      ...first,
      label: 'followers on GitHub',
      gained: 0,
      lost: 0,
      returned: 0,
      isCountOnly: true,
      net,
      before: { count: first.count - net },
    };
    const { text, subject } = render({ ...quiet, audiences: [audience] });
    const line = text.split('\n').find((one) => one.includes('followers on GitHub'));
    expect(line).toContain('(numbers only)');
    expect(line).toContain(words);
    expect(text).not.toMatch(/unfollowed|no longer follows|\bleft\b/);
    // A week in which only a number moved is not called one with nobody gone.
    expect(subject.includes('quiet')).toBe(net === 0);
    expect(/nobody gone\./.test(text)).toBe(net === 0);
  });

  describe('where nothing could be read', () => {
    const trouble = {
      accountId: 'bluesky:alice.example',
      what: 'followers could not be read: no answer',
      remedy: 'Wait',
    };
    const unread = quiet.audiences.map(({ pulledAt: _, ...audience }) => audience);
    const accountId = unread[0]?.accountId ?? '';

    it('says so instead of a quiet week, and why', () => {
      const old = quiet.audiences.map((audience) => ({ ...audience, pulledAt: quiet.from }));
      for (const audiences of [old, unread]) {
        const mail = render({ ...quiet, audiences, troubles: [{ ...trouble, accountId }] });
        expect(mail.subject).toBe('Your followers, week to 23 November: nothing could be read');
        expect(mail.text).toContain(
          'Nothing could be read this week, so nobody is told as new or gone. followers could not be read: no answer. What helps: Wait.',
        );
        // Once in what an inbox shows, once in the mail.
        expect(parse(mail.html).text.split('Nothing could be read this week')).toHaveLength(3);
        expect(mail.text).not.toMatch(/quiet week/i);
      }
    });

    it('stays a quiet week where one list was read, or only a recipient is in trouble', () => {
      const troubles = [{ ...trouble, accountId }];
      expect(render({ ...quiet, troubles }).subject).toContain('a quiet week');
      const ofRecipient = [{ ...trouble, accountId: quiet.digestId }];
      expect(render({ ...quiet, audiences: unread, troubles: ofRecipient }).subject).toContain('a quiet week');
    });

    it('welcomes nobody, and says what to bring where nothing is in trouble', () => {
      const nobody = { ...welcome, audiences: [], met: { met: 0, of: 0 }, suggestions: [], notable: [], segments: [] };
      const failed = render({ ...nobody, troubles: [trouble] });
      expect(failed.subject).toBe('Nothing could be read yet, 16 November');
      expect(failed.text).toContain('The first list that can be read brings your welcome.');
      const waiting = render({ ...nobody, troubles: [] });
      expect(waiting.subject).toBe('Your first list is still to come, 16 November');
      for (const { text } of [failed, waiting]) expect(text).not.toMatch(/Meet your audience|Nobody is on your lists/i);
    });
  });

  it('names nobody who said no name', () => {
    const { text } = render({ ...weekly, owner: { id: 'me', name: 'Me' } });
    expect(text).toContain('Sent by your own Rekindle, about your own accounts. You get it because');
    expect(text).not.toMatch(/\bMe\b/);
  });

  it('says a quiet week in one quiet line', () => {
    const { html, text } = render(quiet);
    expect(parse(html).text).toContain('A quiet week: nobody new, nobody gone.');
    expect(text).not.toMatch(/who left|back again|new names/i);
  });

  it('does not call a week quiet that it could not read', () => {
    const { text } = render({ ...quiet, troubles: weekly.troubles });
    expect(text).toContain('Nothing new in what could be read.');
    expect(text).not.toContain('nobody gone');
  });

  it('never words what is unknown finer than it is', () => {
    const lost = weekly.lost
      .slice(0, 1)
      .map(({ evidence: _, ...change }) => ({ ...change, verdict: 'unknown' as const }));
    const { text } = render({ ...weekly, lost, suggestions: [], causes: [{ verdict: 'unknown', count: 1 }] });
    expect(text).toContain('no longer on your list');
    expect(text).not.toMatch(/unfollow|no longer follow/);
  });

  it.each([
    'Their newest post: “What a transformer hums at night”, 10 November 2026',
    'They ask: “Looking for a proofreader for a book on grids” You offer proofreading.',
    'Also on Mastodon: @mira@social.example (each profile links the other)',
    'You promised: Send the scan of the 1926 specimen book',
    'You noted: Builds bee hives from pallets',
    'last in touch 3 months ago',
    'still with you on Mastodon',
    'Won back: 2 of the 5 people who had left and whom you invited.',
    'LinkedIn, ines-sommer: the last is 41 days old',
  ])('says %j in both parts', (sentence) => {
    const { html, text } = renderWhole(rich);
    expect(parse(html).text).toContain(sentence);
    expect(text).toContain(sentence);
  });

  it('has every link of the HTML in the text part too', () => {
    for (const content of Object.values(STATES)) {
      const { html, text } = renderWhole(content);
      const links = parse(html).attributes.flatMap(([name, value]) => (name === 'href' ? [value] : []));
      expect(links.length).toBeGreaterThan(1);
      expect(links.filter((link) => !text.includes(link))).toEqual([]);
    }
  });

  it('offers to unsubscribe and says who sends it and why', () => {
    for (const part of [html, text]) {
      expect(part).toContain(OPTIONS.unsubscribeUrl);
      expect(part).toContain('Ines Sommer');
      expect(part).toMatch(/You get it because/);
    }
  });

  it('keeps right-to-left names to themselves in both parts', () => {
    expect(html).toContain('<span dir="auto">نور الهاشمي</span>');
    const lost = [{ ...(weekly.lost[0] ?? fail()), person: { ...(weekly.lost[0]?.person ?? fail()), name: 'نور' } }];
    expect(render({ ...weekly, lost }).text).toContain('\u2068نور\u2069');
  });

  it('refuses links of ours that are none', () => {
    expect(() => renderDigest(weekly, { ...OPTIONS, unsubscribeUrl: 'javascript:alert(1)' })).toThrow(/unsubscribeUrl/);
  });
});

describe('hostile people', () => {
  it('add no markup: the same tags and attributes as harmless ones, no script, no link but http(s)', () => {
    const allowed = new Set(Object.values(STATES).flatMap((content) => parse(renderWhole(content).html).tags));
    fc.assert(
      fc.property(fc.array(hostilePerson, { minLength: 4, maxLength: 8 }), hostileText, (people, text) => {
        const rendered = renderWhole(hostileContent((index) => people[index % people.length] ?? fail(), text));
        const { tags, attributes } = parse(rendered.html);
        for (const tag of tags) expect(allowed).toContain(tag);
        for (const [name, value] of attributes) {
          expect(name).not.toMatch(/^on/);
          if (name === 'href') expect(value).toMatch(/^https?:\/\//);
          if (name === 'src') expect(value).toBe(CHART);
        }
        expect(rendered.html).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
        expect(rendered.html.isWellFormed() && rendered.text.isWellFormed()).toBe(true);
        expect(Buffer.byteLength(rendered.html)).toBeLessThanOrEqual(MOST_BYTES);
        expect(rendered.subject).not.toMatch(/[\r\n]/);
      }),
      { numRuns: 40 },
    );
  });

  it('each with fields as long as they get still fit, all of them with their verdicts', () => {
    for (const letter of ['a ', '漢', '&', '"', '👨‍👩‍👧‍👦', 'ü']) {
      const long = letter.repeat(10_000);
      const person = { ...(weekly.gained[0]?.person ?? fail()), name: long, bio: long, handle: long, location: long };
      const { html } = renderWhole(hostileContent(() => person, long));
      expect(Buffer.byteLength(html)).toBeLessThanOrEqual(MOST_BYTES);
    }
  });

  it('keeps everybody and their bio where forty people write 160 ordinary characters', () => {
    const bio = 'Writes about heat pumps, power grids and what they do to a street, and sometimes about dogs. '.repeat(
      3,
    );
    const { html } = render(
      hostileContent(
        (index) => ({
          personId: `p${index}`,
          network: 'bluesky',
          handle: `somebody${index}.social.example`,
          url: `https://social.example/profile/somebody${index}.social.example`,
          name: `Somebody Number ${index}`,
          bio,
        }),
        'they do not follow you, their account is active (Bluesky was asked about follows between you)',
      ),
    );
    expect(parse(html).text.split('heat pumps').length - 1).toBeGreaterThan(30);
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(MOST_BYTES);
  });

  it('cuts bios between user-perceived characters', () => {
    const family = '👨‍👩‍👧‍👦';
    const person = { ...(weekly.gained[0]?.person ?? fail()), bio: family.repeat(300) };
    const shown = parse(render({ ...weekly, notable: [{ person, reason: 'x' }] }).html).text;
    expect(shown).toMatch(new RegExp(`(?:${family})+…`, 'u'));
  });
});

describe('the markup', () => {
  const validator = new HtmlValidate({
    extends: ['html-validate:recommended'],
    rules: {
      // Mail programs need presentational tables: Outlook lays out by attributes, Gmail drops some style sheets.
      'no-deprecated-attr': 'off',
      'no-inline-style': 'off',
      'element-permitted-content': 'error',
      'long-title': 'off',
      'no-trailing-whitespace': 'off',
    },
  });

  it.each(Object.entries(STATES))('of %s is valid HTML', async (_, content) => {
    const report = await validator.validateString(renderWhole(content).html);
    const messages = report.results.flatMap(({ messages }) =>
      messages.map(({ ruleId, message, line, column }) => `${ruleId} ${line}:${column} ${message}`),
    );
    expect(messages).toEqual([]);
  });

  /** Programs whose features are known in full; asking about the others throws. */
  const CLIENTS: Parameters<typeof caniemail>[0]['clients'] = [
    'aol.*',
    'apple-mail.*',
    'fastmail.*',
    'gmail.*',
    'hey.*',
    'mail-ru.*',
    'orange.*',
    'outlook.*',
    'protonmail.*',
    'samsung-email.*',
    'sfr.*',
    'yahoo.*',
  ];

  /** Of these it is not known what they do with pictures; they are asked about the mail without one. */
  const CLIENTS_WITHOUT_PICTURES: typeof CLIENTS = ['gmx.*', 'ionos-1and1.*', 'web-de.*'];

  /** What some mail programs do not support, and why the mail reads well all the same. */
  const ACCEPTED: Readonly<Record<string, string>> = {
    'color-scheme meta tag': 'without it a program keeps the light colours or inverts them itself',
    '<body> element': 'its background stands on the outer table too',
    '<style> element':
      'light colours, sizes and spaces stand inline; only the dark scheme and the phone’s padding are lost',
    '@media': 'the same',
    'Type selector': 'only fonts; a program’s own sans-serif is as readable',
    'display:none': 'the preview text would show once, small and in the colour of the page',
    'dir attribute': 'right-to-left names then follow the paragraph, as in any mail',
    'lang attribute': 'only for screen readers',
    'role attribute': 'only for screen readers',
    'border-radius': 'corners are square, and initials stand in a square',
    'width attribute': 'widths stand inline where they matter',
    'height property': 'only `auto`, which is what a picture has by itself',
    'height attribute': 'rows are as high as their text',
    'text-decoration': 'names are underlined',
    'white-space': 'a number may wrap',
    'word-break': 'somebody’s endless word may widen the page',
  };

  it.each(Object.entries(STATES))('of %s uses only features whose absence was thought through', (_, content) => {
    const asked = [
      caniemail({ clients: CLIENTS, html: renderWhole(content).html }),
      caniemail({
        clients: CLIENTS_WITHOUT_PICTURES,
        html: renderDigest(content, { ...OPTIONS, links: linksFor(content) }).html,
      }),
    ];
    const titles = new Set(asked.flatMap(({ issues }) => [...issues.errors.values()].flat().map(({ title }) => title)));
    expect([...titles].filter((title) => !(title in ACCEPTED)).sort()).toEqual([]);
  });

  it('fetches nothing: no font or style sheet from elsewhere, and no picture but the one inside the mail', () => {
    for (const content of Object.values(STATES)) {
      for (const { html } of [render(content), renderWhole(content)]) {
        const { tags, attributes } = parse(html);
        expect(tags).not.toContain('link');
        expect(attributes.filter(([name]) => name === 'src' || name === 'srcset' || name === 'background')).toEqual(
          tags.includes('img') ? [['src', CHART]] : [],
        );
        expect(html).not.toMatch(/url\(|@import/);
      }
    }
  });
});

describe('the last weeks', () => {
  const bars = /Twelve weeks1,047 people on 2 lists: 30 more than 11 weeks ago\..*\+12.*−4.*Each week/;

  it('are a picture with words in its place, and bars of HTML that need none', () => {
    const { attributes, text } = parse(renderWhole(weekly).html);
    expect(attributes.find(([name]) => name === 'alt')?.[1]).toBe(
      'Line chart: 1,017 people on 31 Aug, 1,047 on 16 Nov.',
    );
    expect(text).toMatch(bars);
  });

  it('are the bars alone where no picture could be drawn, with the first and the last number', () => {
    const { tags, text } = parse(render(weekly).html);
    expect(tags).not.toContain('img');
    expect(text).toMatch(bars);
    expect(text).toContain('31 Aug: 1,017');
    expect(text).toContain('16 Nov: 1,047');
  });

  it('are a table in the text part', () => {
    const { text } = render(weekly);
    expect(text).toMatch(
      /TWELVE WEEKS\n-+\n1,047 people on 2 lists: 30 more than 11 weeks ago\. The block counts as left here\.\n\n {3}31 Aug {2}1,017 {2}\+5 −2\n/,
    );
    expect(text).toContain('  16 Nov  1,047  +5 −5\n');
    expect(text).toContain('58 stars on 1 repository: 1 more than 11 weeks ago.');
  });

  it('say which list is too young to be in them, and are no gains or losses where only numbers are known', () => {
    const [trend] = weekly.trends ?? [];
    if (trend === undefined) throw new Error('expected a trend');
    const { text } = render({ ...weekly, trends: [{ ...trend, younger: 2 }] });
    expect(text).toContain('Without 2 lists that are read for a shorter time.');
    const weeks = trend.weeks.map((week) => ({ ...week, gained: 0, lost: 0 }));
    const numbers = renderWhole({ ...weekly, trends: [{ ...trend, group: 'numbers' as const, weeks }] });
    expect(numbers.text).toContain('1,047 people on 2 lists, by their numbers alone');
    expect(parse(numbers.html).text).not.toContain('Each week');
  });

  it('say that blocks count as left in them, since the headline leaves those out', () => {
    const { text } = render({ ...weekly, blocks: { blockedYou: 2, youBlocked: 1 } });
    expect(text).toContain('11 weeks ago. The 3 blocks count as left here.');
    expect(text.split('blocks count as left')).toHaveLength(2);
    expect(render({ ...weekly, blocks: { blockedYou: 0, youBlocked: 1 } }).text).toContain('The block counts as left');
    expect(render({ ...weekly, blocks: { blockedYou: 0, youBlocked: 0 } }).text).not.toContain('as left here');
  });

  it('are not told in a welcome, nor before there are two', () => {
    expect(render({ ...welcome, trends: weekly.trends ?? [] }).text).not.toContain('WEEKS');
    expect(render({ ...weekly, trends: [] }).text).not.toContain('WEEKS');
  });
});

describe('the colours', () => {
  it.each(Object.entries({ LIGHT, DARK }))('reach AA on every ground they stand on: %s', (_, palette) => {
    for (const ground of [palette.page, palette.card, palette.tint]) {
      for (const color of [palette.ink, palette.muted, palette.accent, palette.gain]) {
        expect(contrast(color, ground), `${color} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
    expect(contrast(palette.onAccent, palette.accent)).toBeGreaterThanOrEqual(4.5);
    for (const tint of AVATARS) expect(contrast(AVATAR_INK, tint)).toBeGreaterThanOrEqual(4.5);
  });
});

function fail(): never {
  throw new Error('expected somebody');
}
