import type { RosterRow } from '../core/model.ts';

/** People in one account's index, at most. */
const MOST_INDEXED = 20_000;

interface Entry {
  readonly id: string;
  points: number;
  /** The row that says most: of the list of people rather than of a post. */
  row: RosterRow;
  isOfList: boolean;
  readonly audiences: Set<string>;
}

/**
 * Keeps everybody while there is room, then those with the most points. Memory stays at twice the room, whatever the
 * size of the audiences; somebody who was let go and turns up in another list comes back with that list alone.
 */
export class IndexRoom {
  private readonly entries = new Map<string, Entry>();
  private readonly most: number;
  private letGo = 0;

  constructor(most = MOST_INDEXED) {
    this.most = most;
  }

  add(id: string, points: number, audience: string, kind: string, row: RosterRow): void {
    const isOfList = kind !== 'likes' && kind !== 'stars';
    const known = this.entries.get(id);
    if (known === undefined) {
      this.entries.set(id, { id, points, row, isOfList, audiences: new Set([audience]) });
      if (this.entries.size >= 2 * this.most) this.trim();
      return;
    }
    known.points = Math.max(known.points, points) + 1;
    known.audiences.add(audience);
    const isBetter = isOfList === known.isOfList ? row.state !== 'lost' && known.row.state === 'lost' : isOfList;
    if (isBetter) [known.row, known.isOfList] = [row, isOfList];
  }

  /** How many people there were, each once but for those who were let go in between. */
  get seen(): number {
    return this.entries.size + this.letGo;
  }

  people(): { readonly id: string; readonly row: RosterRow; readonly audiences: readonly string[] }[] {
    this.trim();
    return [...this.entries.values()].map(({ id, row, audiences }) => ({ id, row, audiences: [...audiences].sort() }));
  }

  private trim(): void {
    if (this.entries.size <= this.most) return;
    const worst = [...this.entries.values()].sort((a, b) => b.points - a.points).slice(this.most);
    for (const { id } of worst) this.entries.delete(id);
    this.letGo += worst.length;
  }
}
