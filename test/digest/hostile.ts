import fc from 'fast-check';
import type { DigestContent, DigestPerson } from '../../functions/core/digest-model.ts';
import { VERDICTS } from '../../functions/core/model.ts';
import { weekly } from './sample.ts';

/** Text of the kinds that strangers write to break things. */
export const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom(
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '</style></title><svg onload=alert(1)>',
    '\u202egnp.exe\u202c\u2066',
    'a\u0000b\r\nBcc: x@example.org',
    '\ud800 lone',
    '&'.repeat(10_000),
    '"'.repeat(10_000),
    '👨‍👩‍👧‍👦'.repeat(3000),
    `e${'\u0301'.repeat(20_000)}`,
    '漢字'.repeat(5000),
    'مرحبا بالعالم '.repeat(500),
    '{{x}}<%= y %>',
    '<bdi></bdi></td></table><h1>own</h1>',
  ),
);

export const hostileUrl = fc.oneof(
  fc.constantFrom(
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' data:text/html,<script>alert(1)</script>',
    'https://a.example/"onclick="alert(1)',
    "https://a.example/'><script>",
    `https://a.example/${'&'.repeat(390)}`,
    `https://a.example/${'a'.repeat(390)}`,
    'https://user:secret@a.example/',
    'vbscript:x',
    '//a.example',
    '',
  ),
  fc.webUrl({ withQueryParameters: true }),
);

export const hostilePerson: fc.Arbitrary<DigestPerson> = fc.record({
  personId: hostileText,
  network: fc.constantFrom('bluesky', 'mastodon', 'github', 'list'),
  handle: hostileText,
  url: hostileUrl,
  name: hostileText,
  bio: hostileText,
  location: hostileText,
  reach: fc.nat(),
});

/** A content in which every person is replaced by a hostile one, and which names forty. */
export function hostileContent(person: (index: number) => DigestPerson, text: string): DigestContent {
  const change = (kind: 'gained' | 'lost' | 'returned' | 'edited', index: number) => ({
    person: person(index),
    kind,
    at: weekly.to,
    audienceLabel: text,
    evidence: text,
    awayMs: 3e9,
    outreach: text,
    before: { handle: text },
    stayed: { ms: 9e10, atLeast: true },
    ...(kind === 'lost' ? { stillOn: ['github' as const] } : {}),
    ...(kind === 'lost' ? { verdict: VERDICTS[index % VERDICTS.length] } : {}),
  });
  const several = (count: number, kind: Parameters<typeof change>[0]) =>
    Array.from({ length: count }, (_, index) => change(kind, index));
  return {
    ...weekly,
    owner: { ...weekly.owner, name: text },
    audiences: weekly.audiences.map((audience) => ({ ...audience, label: text })),
    suggestions: Array.from({ length: 5 }, (_, index) => ({
      person: person(index),
      reasons: Array.from({ length: 6 }, () => text),
      way: 'video' as const,
      starter: text,
      score: 3,
      stillThere: true,
      openings: [text, text],
      shared: [text],
      linked: [
        { personId: text, network: 'mastodon' as const, handle: text, url: person(index).url, proof: text },
        { personId: text, network: 'github' as const, handle: text, url: person(index).url, proof: text },
      ],
      lookUps: [
        { kind: 'profile' as const, label: text, url: person(index).url },
        { kind: 'site' as const, label: text, url: person(index).url },
        { kind: 'search' as const, label: text, url: person(index).url },
      ],
      newestPost: { title: text, url: person(index).url, at: weekly.to },
      ask: { line: text, from: 'post' as const, offer: text },
      words: { note: text, promise: text },
      theirZone: 'Pacific/Auckland',
      times: [{ start: weekly.to, end: weekly.to + 3_600_000 }],
    })),
    // A brand's numbers, in columns that a phone has little room for.
    trends: (weekly.trends ?? []).map((trend) => ({
      ...trend,
      weeks: trend.weeks.map((week, index) => ({ ...week, count: 9e6 + index, gained: 123_456, lost: 9_876_543 })),
    })),
    writeAgain: Array.from({ length: 3 }, (_, index) => ({
      person: person(index + 20),
      lastContactAt: weekly.from,
      dueAt: weekly.to,
      words: { note: text, promise: text },
    })),
    exports: [{ accountId: `linkedin:${text}`, network: 'linkedin' as const, link: person(0).url, steps: text }],
    notable: Array.from({ length: 5 }, (_, index) => ({ person: person(index + 5), reason: text })),
    gained: several(10, 'gained'),
    returned: several(6, 'returned'),
    lost: several(10, 'lost'),
    edited: several(4, 'edited'),
    segments: Array.from({ length: 7 }, () => ({ label: text, count: 2, examples: [person(1), person(2)] })),
    near: { city: text, count: 5, people: [person(3)] },
    troubles: Array.from({ length: 20 }, () => ({ accountId: text, what: text, remedy: text })),
  };
}
