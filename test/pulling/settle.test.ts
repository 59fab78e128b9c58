import { describe, expect, it } from 'vitest';
import { idKindOf } from '../../functions/pulling/settle.ts';

describe('the kind of ids of a list', () => {
  it('is the one that more than half of them are of', () => {
    expect(idKindOf(['123', 'ann', 'bo'])).toBe('name');
    expect(idKindOf(['ann', '1', '2'])).toBe('number');
    expect(idKindOf(['did:plc:a'])).toBe('did');
  });
  it('is none, if they are of several kinds alike, or nobody is listed', () => {
    expect(idKindOf(['123', 'ann'])).toBeUndefined();
    expect(idKindOf([])).toBeUndefined();
  });
});
