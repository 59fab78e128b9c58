import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ListedPerson } from '../../functions/core/model.ts';
import { FIELD_NAMES, LIST_FIELDS } from '../../functions/importing/fields.ts';
import { type ListFormat, listFormat, parseList } from '../../functions/importing/parse-list.ts';

/** Cuts bytes into chunks of these sizes, in turn: lists never come in one piece. */
async function* chunked(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 64;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function parsed(
  format: ListFormat,
  text: string | Uint8Array,
  sizes: readonly number[] = [7],
): Promise<ListedPerson[]> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const people: ListedPerson[] = [];
  for await (const batch of parseList(chunked(bytes, sizes), format)) people.push(...batch);
  return people;
}

const idsOf = (people: readonly ListedPerson[]): string[] => people.map(({ id }) => id);

describe('a JSON list', () => {
  it('may be handles, addresses or objects, in an array or under "people"', async () => {
    expect(await parsed('json', '["@Ann", "bob"]')).toEqual([
      { id: 'ann', profile: { handle: 'Ann', url: '' } },
      { id: 'bob', profile: { handle: 'bob', url: '' } },
    ]);
    expect(idsOf(await parsed('json', '["https://Social.example/@Ann/"]'))).toEqual(['https://social.example/@ann']);
    expect(
      await parsed(
        'json',
        '{"people":[{"id":7,"username":"ann","displayName":"Ann","city":"Leipzig","email":"a@b.example"}]}',
      ),
    ).toEqual([{ id: '7', profile: { handle: 'ann', url: '', name: 'Ann', location: 'Leipzig' } }]);
  });

  it('keeps an id as it is, for ids may tell capitals apart', async () => {
    expect(idsOf(await parsed('json', '[{"id":"did:plc:AbC","handle":"X"}]'))).toEqual(['did:plc:AbC']);
  });

  it('says where it is wrong and what is expected', async () => {
    const wrong = (text: string) => parsed('json', text);
    await expect(wrong('{"a":1}')).rejects.toThrow(/expected an array of people or \{"people": \[\.\.\.\]\}/);
    await expect(wrong('[{"id":"1"},{"handle":"x"}]')).rejects.toThrow(/person 2: found no id/);
    await expect(wrong('[{"handle":["x"]}]')).rejects.toThrow(/person 1: found \["x"\] as "handle"/);
    await expect(wrong('[{"id":12345678901234567890}]')).rejects.toThrow(/person 1: .*expected it as text/);
    await expect(wrong('[{"name":"Ann"}]')).rejects.toThrow(/found no id, url, handle, email, expected one/);
    await expect(wrong('[7]')).rejects.toThrow(/person 1: found 7/);
    await expect(wrong('["a"')).rejects.toThrow(/the list: found text that is not JSON/);
    await expect(wrong('[]')).rejects.toThrow(/found nobody in it/);
  });
});

describe('an NDJSON list', () => {
  it('is read line by line, empty lines and a byte order mark apart', async () => {
    expect(idsOf(await parsed('ndjson', '\uFEFF{"id":"1"}\r\n\n{"id":"2"}\n"x"\n'.replace('"x"\n', '')))).toEqual([
      '1',
      '2',
    ]);
  });

  it('names the line that is cut off', async () => {
    await expect(parsed('ndjson', '{"id":"1"}\n{"id":"2","na')).rejects.toThrow(/line 2: found text that is not JSON/);
  });

  it('refuses a line that never ends instead of keeping it', async () => {
    await expect(parsed('ndjson', `"${'x'.repeat(1_100_000)}`, [65_536])).rejects.toThrow(
      /line 1: found more than 1 MB/,
    );
  });
});

describe('a CSV list', () => {
  it('understands common headers, quotes, and semicolons of spreadsheets', async () => {
    const people = await parsed(
      'csv',
      '\uFEFFFirst Name;Last Name;URL;Email Address;Company;Followed At\r\n"Ann";"Smith; PhD";https://www.example.org/in/ann;a@b.example;Co-op;2026-01-02\r\n',
    );
    expect(people).toEqual([
      {
        id: 'https://www.example.org/in/ann',
        profile: {
          handle: 'Ann Smith; PhD',
          url: 'https://www.example.org/in/ann',
          name: 'Ann Smith; PhD',
          organisation: 'Co-op',
        },
        since: Date.UTC(2026, 0, 2),
      },
    ]);
  });

  it('recognises people by their e-mail address where there is nothing else, and keeps no address', async () => {
    const before = await parsed('csv', 'name,email\nAnn Lee,Ann@Mail.example\n,bo@mail.example\n');
    const after = await parsed('csv', 'E-Mail-Adresse;Name\n bo@mail.example;\nann@mail.EXAMPLE ;Ann Lee\n');
    expect(new Set(idsOf(after))).toEqual(new Set(idsOf(before)));
    expect(new Set(idsOf(before)).size).toBe(2);
    expect(before.map(({ profile }) => profile.handle)).toEqual(['Ann Lee', 'b…@mail.example']);
    expect(JSON.stringify([...before, ...after])).not.toMatch(/ann@|bo@/i);
    // With anything else to go by, the address is not even that.
    expect(idsOf(await parsed('csv', 'email,id\nann@mail.example,7\n'))).toEqual(['7']);
    const wrong = parsed('csv', 'name,email\nAnn,secret\n');
    await expect(wrong).rejects.toThrow(/line 2: found something else as email, expected an e-mail address/);
    await expect(wrong).rejects.not.toThrow(/secret/);
    await expect(parsed('csv', 'name,email\nAnn,a@b.example\nBo,\n')).rejects.toThrow(/line 3: found no email/);
  });

  it('says which line is wrong', async () => {
    await expect(parsed('csv', 'name,phone\nAnn,1\n')).rejects.toThrow(
      /line 1: found the columns "name", "phone", expected a header with one of id, url, handle, email .*rename a column .*Also read: name, firstName, .*since \(docs/,
    );
    await expect(parsed('csv', 'id,name\n1,Ann\n2\n')).rejects.toThrow(/line 3: found another number of columns/);
    await expect(parsed('csv', 'id,name\n1,Ann\n,Bo\n')).rejects.toThrow(/line 3: found no id/);
    await expect(parsed('csv', 'id,name\n1,"Ann\n2,Bo\n')).rejects.toThrow(/never closed/);
    await expect(parsed('csv', 'id,name\n')).rejects.toThrow(/found nobody/);
    await expect(parsed('csv', Uint8Array.of(0x69, 0x64, 0x0a, 0xff, 0x0a))).rejects.toThrow(/not UTF-8/);
  });
});

describe('what strangers wrote', () => {
  it('comes out clean: no lone surrogates, no direction overrides, nothing endless', async () => {
    const [person] = await parsed(
      'json',
      JSON.stringify([
        { id: '1', handle: 'a\u202Eb', name: 'x\ud800', bio: 'y'.repeat(200_000), url: 'javascript:alert(1)' },
      ]),
      [65_536],
    );
    expect(person?.profile.handle).toBe('ab');
    expect(person?.profile.name?.isWellFormed()).toBe(true);
    expect(person?.profile.bio?.length).toBeLessThanOrEqual(5_000);
    expect(person?.profile.url).toBe('');
  });
});

describe('any list', () => {
  const id = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_:.ü漢"\',;'), minLength: 1, maxLength: 20 });
  const name = fc.string({ unit: 'grapheme', maxLength: 20 });
  const list = fc.array(fc.record({ id, name }), { minLength: 1, maxLength: 40 });
  const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 });
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

  it('has the same people in all three formats, in order, however its bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(list, sizes, async (people, cuts) => {
        const json = await parsed('json', JSON.stringify(people), cuts);
        const ndjson = await parsed('ndjson', people.map((person) => JSON.stringify(person)).join('\n'), cuts);
        const rows = people.map((person) => `${quoted(person.id)},${quoted(person.name)}`);
        const csv = await parsed('csv', ['id,name', ...rows].join('\r\n'), cuts);
        expect(idsOf(json)).toEqual(people.map((person) => person.id));
        expect(ndjson).toEqual(json);
        expect(csv).toEqual(json);
      }),
      { numRuns: 60 },
    );
  });

  it('is either read or refused with a sentence, whatever its bytes are', async () => {
    const formats = fc.constantFrom<ListFormat>('json', 'ndjson', 'csv');
    await fc.assert(
      fc.asyncProperty(formats, fc.uint8Array({ maxLength: 200 }), sizes, async (format, bytes, cuts) => {
        const failure = await parsed(format, bytes, cuts).then(
          () => undefined,
          (error: unknown) => error,
        );
        if (failure !== undefined) expect(failure).toMatchObject({ name: 'ListFormatError' });
      }),
      { numRuns: 150 },
    );
  });
});

describe('the format', () => {
  it('is told by the name, else by the beginning', () => {
    expect(listFormat('a.ndjson', '')).toBe('ndjson');
    expect(listFormat('a.CSV', '[')).toBe('csv');
    expect(listFormat('a', ' \n[1]')).toBe('json');
    expect(listFormat('a.json', '{"id":1}\n{"id":2}\n')).toBe('ndjson');
    expect(listFormat('a.json', '{"people":\n[]}')).toBe('json');
    expect(listFormat('a.txt', 'id,name\n')).toBe('csv');
  });
});

describe('docs/exports.md', () => {
  it.each(LIST_FIELDS)('names the column %s with its other names', (field) => {
    const docs = readFileSync(new URL('../../docs/exports.md', import.meta.url), 'utf8');
    const row = docs.split('\n').find((line) => line.startsWith(`| \`${field}\` `)) ?? '';
    for (const name of FIELD_NAMES[field]) if (name !== field.toLowerCase()) expect(row).toContain(`\`${name}\``);
  });
});
