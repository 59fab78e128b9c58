import { describe, expect, it } from 'vitest';
import type { Outreach } from '../../functions/core/outreach.ts';
import { COURSE_LENGTH, courseWith, wonBack } from '../../functions/core/win-back.ts';

const outreach = (more: Partial<Outreach>): Outreach => ({
  state: 'invited',
  at: 10,
  history: [{ step: 'invited', at: 10 }],
  ...more,
});
const nobody = () => false;

describe('winning back', () => {
  it('counts those who came back after an invitation, of all who had left and were invited', () => {
    const people: [string, Outreach][] = [
      ['back', outreach({ returnedAt: 20 })],
      ['away', outreach({})],
      ['never left', outreach({})],
      ['back before', outreach({ returnedAt: 5 })],
      ['not invited', outreach({ history: [], returnedAt: 20 })],
    ];
    expect(wonBack(people, (id) => id === 'away')).toEqual({ returned: 1, invited: 2 });
  });

  it('does not count who has left again', () => {
    expect(wonBack([['back', outreach({ returnedAt: 20 })]], () => true)).toEqual({ returned: 0, invited: 1 });
    expect(wonBack([], nobody)).toEqual({ returned: 0, invited: 0 });
  });
});

describe('the course', () => {
  const point = (at: number) => ({ at, met: at, of: 100, returned: 0, invited: 0 });

  it('grows by a point an edition and looks back on twelve weeks', () => {
    let course: readonly ReturnType<typeof point>[] = [];
    for (let at = 1; at <= 30; at += 1) course = courseWith(course, point(at));
    expect(course).toHaveLength(COURSE_LENGTH + 1);
    expect(course.at(-1)).toEqual(point(30));
  });
});
