import { describe, expect, it } from 'vitest';
import type { ListedPerson } from '../../functions/core/model.ts';
import { InvalidResponseError, UnavailableError } from '../../functions/networks/errors.ts';
import type { AudienceTarget, Page } from '../../functions/networks/network.ts';
import { rowsPage } from '../../functions/networks/rows-page.ts';
import { seePage, type WalkProgress, walk } from '../../functions/pulling/walk.ts';
import { Comparison } from '../../functions/roster/comparison.ts';
import { Roster } from '../../functions/roster/roster.ts';
import { did } from '../networks/fakes/bluesky.ts';
import { followersAsRows } from '../networks/fakes/rows.ts';
import { listed } from '../roster/people.ts';
import { type Script, scriptedConnector } from './scripted-connector.ts';

const target: AudienceTarget = { kind: 'followers', target: 'did:plc:alice' };
const people = (count: number): ListedPerson[] => Array.from({ length: count }, (_, n) => listed(`p${n}`));

class Walker {
  readonly comparison = new Comparison(new Roster({ version: 0, generation: '' }, []));
  readonly progress: WalkProgress = { cursor: undefined, pages: 0, isComplete: false };

  go(script: Script, mayGoOn: (pages: number) => boolean | Promise<boolean> = () => true): Promise<void> {
    return walk(scriptedConnector(script), target, this.comparison, this.progress, mayGoOn);
  }
}

describe('a walk', () => {
  it('reads every page until the network’s own end marker', async () => {
    const walker = new Walker();
    await walker.go({ list: people(25), pageSize: 10 });
    expect(walker.progress).toEqual({ cursor: '20', pages: 3, isComplete: true });
    expect(walker.comparison.listed).toBe(25);
  });

  it('goes on through short and empty pages: only the end marker ends it', async () => {
    const walker = new Walker();
    const next = (place: number): string | undefined => (place < 40 ? String(place + 10) : undefined);
    await walker.go({ list: people(5), pageSize: 10, next });
    expect(walker.progress).toMatchObject({ pages: 5, isComplete: true });
  });

  it('stops where it is told to, and goes on from there later', async () => {
    const walker = new Walker();
    const script = { list: people(25), pageSize: 10 };
    await walker.go(script, async (pages) => pages < 2);
    expect(walker.progress).toEqual({ cursor: '20', pages: 2, isComplete: false });
    await walker.go(script);
    expect(walker.progress).toMatchObject({ pages: 3, isComplete: true });
    expect(walker.comparison).toMatchObject({ listed: 25, duplicates: 0 });
  });

  it('leaves a place to go on from when the network breaks off', async () => {
    const walker = new Walker();
    await expect(walker.go({ list: people(25), pageSize: 10, breaksAt: 20 })).rejects.toThrow(UnavailableError);
    expect(walker.progress).toEqual({ cursor: '20', pages: 2, isComplete: false });
    expect(walker.comparison.listed).toBe(20);
  });

  it('is not complete, and says so, when a page names itself as the next', async () => {
    const walker = new Walker();
    const next = (place: number): string => String(Math.min(place + 10, 20));
    await expect(walker.go({ list: people(99), pageSize: 10, next })).rejects.toThrow(InvalidResponseError);
    expect(walker.progress).toMatchObject({ cursor: '20', isComplete: false });
  });

  it('ends when page after page brings nobody new, and not before the fiftieth', async () => {
    const circle = (barren: number) => (place: number) => (place < barren * 10 ? String(place + 10) : undefined);
    const patient = new Walker();
    await patient.go({ list: people(10), pageSize: 10, next: circle(49) });
    expect(patient.progress).toMatchObject({ pages: 50, isComplete: true });
    const tired = new Walker();
    await expect(tired.go({ list: people(10), pageSize: 10, next: circle(51) })).rejects.toThrow(/circles/);
    expect(tired.progress.isComplete).toBe(false);
  });
});

describe('a page that came as bytes', () => {
  const page = (): Page =>
    rowsPage(followersAsRows(['ada', 'bob'].map((name) => ({ did: did(name), handle: `${name}.example` }))), undefined);
  const nobody = new Roster({ version: 0, generation: '' }, []);

  class Counting extends Comparison {
    pages = 0;
    override seeRows(...asked: Parameters<Comparison['seeRows']>): void {
      this.pages += 1;
      super.seeRows(...asked);
    }
  }
  class Telling extends Counting {
    override get wantsRows(): boolean {
      return true;
    }
  }

  it.each([Comparison, Telling])('is seen but for those who are not wanted', (Kind) => {
    const all = new Kind(nobody);
    seePage(all, page());
    expect(all.gained().map(({ id }) => id)).toEqual([did('ada'), did('bob')]);
    const some = new Kind(nobody);
    seePage(some, page(), (id) => id !== did('ada'));
    expect(some.gained().map(({ id }) => id)).toEqual([did('bob')]);
  });

  it('is taken so where a roster can tell people by them, and nowhere else', () => {
    const comparison = new Telling(nobody);
    seePage(comparison, page());
    seePage(comparison, { people: people(2) });
    expect(comparison.pages).toBe(1);
    expect(comparison.listed).toBe(4);
    const other = new Counting(nobody);
    seePage(other, page());
    expect(other.pages).toBe(0);
    expect(other.listed).toBe(2);
  });
});
