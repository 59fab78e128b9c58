/** One person's tie to another, to a post or to a repository: a follow, a like, a star, a block. */
export interface Tie {
  readonly from: string;
  readonly to: string;
  /** When it was made, epoch ms. */
  readonly at: number;
  /** Counts up with every tie made; networks page by such internal numbers. */
  readonly serial: number;
}

interface Bundle {
  readonly ties: Map<string, Tie>;
  /** The bundle as a list; dropped when it changes. */
  list?: readonly Tie[];
}

/** Ties of one kind. Lists come in the order in which the ties were made, oldest first. */
export class Ties {
  #serial = 0;
  readonly #into = new Map<string, Bundle>();
  readonly #outOf = new Map<string, Bundle>();

  /** Makes a tie. One that exists stays as it is, with its first date. */
  add(from: string, to: string, at: number): void {
    if (this.get(from, to) !== undefined) return;
    this.#serial += 1;
    const tie: Tie = { from, to, at, serial: this.#serial };
    put(this.#into, to, from, tie);
    put(this.#outOf, from, to, tie);
  }

  /** Ends a tie; false if there was none. */
  remove(from: string, to: string): boolean {
    const isRemoved = take(this.#into, to, from);
    take(this.#outOf, from, to);
    return isRemoved;
  }

  get(from: string, to: string): Tie | undefined {
    return this.#outOf.get(from)?.ties.get(to);
  }

  into(to: string): readonly Tie[] {
    return listed(this.#into.get(to));
  }

  outOf(from: string): readonly Tie[] {
    return listed(this.#outOf.get(from));
  }

  /** Ends all ties from and to something. */
  removeAll(id: string): void {
    for (const tie of [...this.into(id), ...this.outOf(id)]) this.remove(tie.from, tie.to);
  }
}

function put(index: Map<string, Bundle>, key: string, other: string, tie: Tie): void {
  const bundle = index.get(key) ?? { ties: new Map<string, Tie>() };
  bundle.ties.set(other, tie);
  delete bundle.list;
  index.set(key, bundle);
}

function take(index: Map<string, Bundle>, key: string, other: string): boolean {
  const bundle = index.get(key);
  if (bundle === undefined) return false;
  delete bundle.list;
  return bundle.ties.delete(other);
}

function listed(bundle: Bundle | undefined): readonly Tie[] {
  if (bundle === undefined) return [];
  bundle.list ??= [...bundle.ties.values()];
  return bundle.list;
}
