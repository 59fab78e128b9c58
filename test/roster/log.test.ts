import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanChange, cleanId, cleanRow } from '../../functions/roster/clean.ts';
import { decodeLog, encodeDelta } from '../../functions/roster/log.ts';
import { MOST_PART_BYTES } from '../../functions/roster/split.ts';
import { anyProfile, anyRow, anyText, byId, change, rows } from './people.ts';

const anyChange = fc
  .record({ profile: anyProfile, id: anyText, before: fc.option(anyProfile, { nil: undefined }), answered: anyText })
  .map(({ profile, id, before, answered }) =>
    change('edited', id, {
      person: { ...profile, id },
      evidence: [{ at: 1, asked: 'a list', answered }],
      ...(before === undefined ? {} : { before }),
    }),
  );

test('any delta comes back as it went in', () => {
  fc.assert(
    fc.property(
      fc.array(anyRow, { maxLength: 8 }),
      fc.array(anyText, { maxLength: 8 }),
      fc.array(anyChange, { maxLength: 8 }),
      (puts, drops, changes) => {
        const back = decodeLog(encodeDelta({ puts, drops, changes }));
        // A row and the change that shows it lie together, so rows of different people may change places.
        expect({ ...back, puts: byId(back.puts) }).toEqual({
          puts: byId(puts.map(cleanRow)),
          drops: drops.map(cleanId),
          changes: changes.map(cleanChange),
        });
      },
    ),
  );
});

test('a large delta lies in several chunks, none too large, and keeps its order', () => {
  const delta = {
    puts: rows(4_000),
    drops: rows(2_000, 4_000).map(({ id }) => id),
    changes: rows(3_500).map(({ id }) => change('gained', id)),
  };
  const chunks = encodeDelta(delta);
  expect(chunks.length).toBeGreaterThan(1);
  expect(chunks.every((chunk) => chunk.byteLength <= MOST_PART_BYTES)).toBe(true);
  const back = decodeLog(chunks);
  expect({ ...back, puts: byId(back.puts) }).toEqual({ ...delta, puts: byId(delta.puts) });
});
