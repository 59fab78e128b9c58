import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError, parseConfig, validateConfig } from '../../functions/runtime/config.ts';
import { durationMs } from '../../functions/runtime/config-fields.ts';

const digest = { from: 'Rekindle <hello@alice.example>', recipients: [{ email: 'alice@alice.example' }] };
const owner = { id: 'alice', name: 'Alice', accounts: [{ id: 'bluesky:alice.example.org' }], digests: [digest] };
const base = { owners: [owner] };

const withOwner = (change: object) => ({ owners: [{ ...owner, ...change }] });
const withDigest = (change: object) => withOwner({ digests: [{ ...digest, ...change }] });
const withAccount = (change: object) => withOwner({ accounts: [{ ...owner.accounts[0], ...change }] });

/** What is said about a configuration that is wrong. */
function problemsOf(config: unknown): readonly string[] {
  try {
    validateConfig(config, 'rekindle.config.json');
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('a configuration', () => {
  it('needs little', () => {
    expect(problemsOf(base)).toEqual([]);
  });

  it('has defaults for all the rest', () => {
    const config = validateConfig(base, 'test');
    expect(config.owners[0]).toMatchObject({
      timeZone: 'UTC',
      languages: ['en'],
      interests: [],
      accounts: [{ track: { followers: true, following: true, likes: true, stars: true, postDays: 30, posts: 20 } }],
      digests: [{ id: 'weekly', weekday: 'monday', time: '08:00', suggestions: 5 }],
    });
    expect(config.retention).toEqual({ lost: '365d', history: '730d' });
    expect(config.owners[0]?.accounts[0]?.every).toBeUndefined();
  });

  it('means the same after it was written and read again', () => {
    const config = validateConfig({ ...base, publicUrl: 'https://ties.alice.example/' }, 'test');
    expect(parseConfig(JSON.stringify(config), 'test')).toEqual(config);
    expect(config.publicUrl).toBe('https://ties.alice.example');
  });

  it('may begin with a byte order mark, as some editors write it', () => {
    expect(parseConfig(`\uFEFF${JSON.stringify(base)}`, 'test').owners[0]?.id).toBe('alice');
  });

  it.each([
    ['bluesky:x..y'],
    ['bluesky:alice'],
    ['bluesky:.example'],
    ['bluesky:alice.example.'],
    ['bluesky:-a.example'],
    ['bluesky:a-.example'],
    [`bluesky:${'a'.repeat(64)}.example`],
    [`bluesky:${'a.'.repeat(130)}example`],
    ['bluesky:a_b.example'],
    ['mastodon:alice@social..example'],
    ['mastodon:alice@-social.example'],
    ['mastodon:alice@social.example:'],
  ])('refuses the account %s', (id) => {
    expect(problemsOf(withAccount({ id }))[0]).toContain('expected a name as in');
  });

  it('has words of our own for whatever is wrong', () => {
    const wrong = [
      ...[
        { name: '' },
        { home: '' },
        { interests: [''] },
        { interests: Array(51).fill('a') },
        { languages: Array(21).fill('en') },
      ],
      ...[{ digests: Array(21).fill(digest) }, { accounts: [] }],
    ].map(withOwner);
    const mails = [
      { weekday: 'x' },
      { recipients: [] },
      { accounts: [] },
      { suggestions: -1 },
      { from: 'x'.repeat(400) },
    ].map(withDigest);
    for (const problem of [...wrong, ...mails].flatMap(problemsOf)) {
      expect(problem).toMatch(/: found .*, expected /);
      expect(problem).not.toMatch(/Too|Invalid/);
    }
  });

  it.each([
    [`bluesky:${'a'.repeat(63)}.example`],
    ['bluesky:xn--bcher-kva.example'],
    ['mastodon:alice@127.0.0.1:3000'],
    ['bluesky:alice.bsky.social'],
    ['bluesky:did:plc:ewvi7nxzyoun6zhxrhs64oiz'],
    ['mastodon:alice@social.example'],
    ['mastodon:alice@localhost:3000'],
    ['github:alice-example'],
    ['list:newsletter'],
  ])('takes the account %s', (id) => {
    expect(problemsOf(withAccount({ id }))).toEqual([]);
  });
});

describe('a wrong configuration', () => {
  it.each<[string, unknown, string]>([
    ['no owners', {}, 'owners: is missing; expected a list of 1 to 1000 owners'],
    ['an empty list of owners', { owners: [] }, 'owners: found [], expected a list of 1 to 1000 owners'],
    ['something that is no object', 'hello', 'the whole file: found "hello", expected fields in { }'],
    ['null', null, 'the whole file: found null, expected fields in { }'],
    ['an owner id with capitals', withOwner({ id: 'Alice' }), 'owners[0].id: found "Alice", expected 1 to 40'],
    ['a number for a name', withOwner({ name: 7 }), 'owners[0].name: found 7, expected text of 1 to 100'],
    ['no name', withOwner({ name: ' ' }), 'owners[0].name: found " ", expected text of 1 to 100 characters'],
    ['an endless name', withOwner({ name: 'x'.repeat(101) }), 'expected text of 1 to 100 characters'],
    ['half a post', withAccount({ track: { posts: 1.5 } }), 'found 1.5, expected a whole number from 1 to 200'],
    [
      'an endless account',
      withAccount({ id: `github:${'a'.repeat(300)}` }),
      'owners[0].accounts[0].id: found "github:a',
    ],
    [
      'an unknown time zone',
      withOwner({ timeZone: 'Mars/Olympus' }),
      'owners[0].timeZone: found "Mars/Olympus", expected an IANA',
    ],
    [
      'a language in words',
      withOwner({ languages: ['German'] }),
      'owners[0].languages[0]: found "German", expected a language code',
    ],
    ['no account', withOwner({ accounts: [] }), 'owners[0].accounts: found [], expected a list of 1 to 500 accounts'],
    [
      'an unknown network',
      withAccount({ id: 'myspace:tom' }),
      'owners[0].accounts[0].id: found "myspace:tom", expected NETWORK:NAME',
    ],
    [
      'an account without a network',
      withAccount({ id: 'alice' }),
      'owners[0].accounts[0].id: found "alice", expected NETWORK:NAME',
    ],
    [
      'a Mastodon account without a host',
      withAccount({ id: 'mastodon:alice' }),
      'owners[0].accounts[0].id: found "mastodon:alice", expected a name as in "mastodon:alice@mastodon.example"',
    ],
    [
      'a GitHub name with a slash',
      withAccount({ id: 'github:a/b' }),
      'owners[0].accounts[0].id: found "github:a/b", expected a name as in "github:alice"',
    ],
    [
      'an interval in words',
      withAccount({ every: 'daily' }),
      'owners[0].accounts[0].every: found "daily", expected a number and a unit',
    ],
    [
      'an interval that is too short',
      withAccount({ every: '1m' }),
      'owners[0].accounts[0].every: found "1m", expected at least 15m',
    ],
    [
      'too many posts',
      withAccount({ track: { posts: 201 } }),
      'owners[0].accounts[0].track.posts: found 201, expected a whole number from 1 to 200',
    ],
    [
      'a time of day that does not exist',
      withDigest({ time: '25:00' }),
      'owners[0].digests[0].time: found "25:00", expected a time of day',
    ],
    [
      'an unknown weekday',
      withDigest({ weekday: 'Montag' }),
      'owners[0].digests[0].weekday: found "Montag", expected one of monday, tuesday',
    ],
    [
      'a sender without an address',
      withDigest({ from: 'Alice' }),
      'owners[0].digests[0].from: found "Alice", expected "Name <name@example.org>"',
    ],
    [
      'a sender with a line break',
      withDigest({ from: 'A\nBcc: x@y.example <a@b.example>' }),
      'owners[0].digests[0].from: found "A\\nBcc',
    ],
    [
      'a recipient without an address',
      withDigest({ recipients: [{ email: 'alice' }] }),
      'owners[0].digests[0].recipients[0].email: found "alice", expected an e-mail address',
    ],
    [
      'nobody to mail',
      withDigest({ recipients: [] }),
      'owners[0].digests[0].recipients: found [], expected a list of 1 to 50 recipients',
    ],
    [
      'six suggestions',
      withDigest({ suggestions: 6 }),
      'owners[0].digests[0].suggestions: found 6, expected a whole number from 0 to 5',
    ],
    [
      "a digest about somebody else's account",
      withDigest({ accounts: ['github:bo'] }),
      'owners[0].digests[0].accounts[0]: found "github:bo", expected one of this owner\'s accounts: bluesky:alice.example.org',
    ],
    [
      'an owner twice',
      { owners: [owner, owner] },
      'owners[1].id: found "alice", expected an id that no other owner has',
    ],
    [
      'an account twice',
      withOwner({ accounts: [owner.accounts[0], owner.accounts[0]] }),
      'owners[0].accounts[1].id: found "bluesky:alice.example.org", expected each account once',
    ],
    [
      'a digest twice',
      withOwner({ digests: [digest, digest] }),
      'owners[0].digests[1].id: is missing; expected an id that no other digest',
    ],
    [
      'a recipient twice',
      withDigest({ recipients: [{ email: 'a@b.example' }, { email: 'A@B.example' }] }),
      'owners[0].digests[0].recipients[1].email: found "A@B.example", expected each recipient once',
    ],
    [
      'a misspelt field',
      withOwner({ intrests: [] }),
      'owners[0].intrests: found a field that does not exist here; remove it or check its spelling',
    ],
    [
      'an account in quotes',
      withOwner({ accounts: ['bluesky:alice.example.org'] }),
      'owners[0].accounts[0]: found "bluesky:alice.example.org", expected an account such as {"id"',
    ],
    ['a short retention', { ...base, retention: { lost: '1d' } }, 'retention.lost: found "1d", expected at least 7d'],
    [
      'a public address that is none',
      { ...base, publicUrl: 'ties.alice.example' },
      'publicUrl: found "ties.alice.example", expected an address such as',
    ],
  ])('with %s: field, found and expected are named', (_, config, expected) => {
    const problems = problemsOf(config);
    expect(problems[0]).toContain(expected);
    // One mistake is told in one place, though two rules may have something to say of it.
    expect(new Set(problems.map((problem) => problem.split(/: (?:found|is missing)/)[0])).size).toBe(1);
    expect(problems).toHaveLength(1);
  });

  it('is told in no words of a schema', () => {
    const wrong = { owners: 3, retention: [], publishChanges: 'yes', privacy: {}, meeting: { videoService: 1 } };
    for (const config of [wrong, {}, [], { owners: [{}] }, withOwner({ home: 1, accounts: [{}], digests: [{}] })]) {
      expect(problemsOf(config).join('\n')).not.toMatch(
        /undefined|received|Invalid|expected (?:array|object|string|record)/,
      );
    }
  });

  it('tells all of its problems at once, after the name of the file', () => {
    const wrong = { owners: [{ ...owner, id: 'A', timeZone: 'Mars' }], retention: { lost: 'long' } };
    expect(() => validateConfig(wrong, 'my.json')).toThrow(
      /^my\.json is not usable; nothing was started:\n {2}- owners\[0\]\.id: .*\n {2}- owners\[0\]\.timeZone: .*\n {2}- retention\.lost: /,
    );
  });

  it('says where text stops being JSON', () => {
    expect(() => parseConfig('{"owners": [}', 'my.json')).toThrow(
      /my\.json is not usable.*\n.*found text that is not JSON \(Unexpected token/,
    );
  });

  it('shows a long value cut short', () => {
    const [problem = ''] = problemsOf(withOwner({ id: 'x'.repeat(5000) }));
    expect(problem.length).toBeLessThan(250);
  });

  it('is not even parsed when it is enormous', () => {
    expect(() => parseConfig(' '.repeat(5_000_001), 'my.json')).toThrow(
      'found 5000001 characters, expected at most 5000000',
    );
  });
});

describe('whatever somebody writes', () => {
  it('nothing but a ConfigError is thrown', () => {
    const throwsOnlyConfigErrors = (run: () => unknown) => {
      try {
        run();
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError);
      }
    };
    fc.assert(fc.property(fc.string(), (text) => throwsOnlyConfigErrors(() => parseConfig(text, 'test'))));
    fc.assert(fc.property(fc.json(), (text) => throwsOnlyConfigErrors(() => parseConfig(text, 'test'))));
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constant(owner),
      fc.constant([owner]),
      fc.constant([{ ...owner, digests: 3 }]),
    );
    const almost = fc.record({ owners: value, retention: value, publicUrl: value }, { requiredKeys: ['owners'] });
    fc.assert(fc.property(almost, (config) => throwsOnlyConfigErrors(() => validateConfig(config, 'test'))));
    const owners = fc.record({ id: value, name: value, timeZone: value, accounts: value, digests: value });
    fc.assert(
      fc.property(fc.array(owners), (list) => throwsOnlyConfigErrors(() => validateConfig({ owners: list }, 'test'))),
    );
  });

  it('every problem begins with a path and says what was found', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('id', 'name', 'accounts', 'digests', 'home'), fc.jsonValue()),
        (change) => {
          for (const problem of problemsOf(withOwner(change)))
            expect(problem).toMatch(/^(owners\[0\]|the whole file).*: (found |is missing; expected )/s);
        },
      ),
    );
  });
});

describe('durations', () => {
  it('are minutes, hours and days', () => {
    expect(['30m', '24h', '7d'].map(durationMs)).toEqual([1_800_000, 86_400_000, 604_800_000]);
  });
});
