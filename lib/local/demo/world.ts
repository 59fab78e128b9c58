import { snowflakeFor, tidFor } from './identifiers.ts';
import type { AccountStatus, DemoNetwork, Person, Post, Repository } from './population.ts';
import { Ties } from './ties.ts';

export type { AccountStatus, DemoNetwork, Person, Post, Repository } from './population.ts';

/**
 * One network with its people, as it is at one moment. Plain and deterministic: no clock, no randomness, and what
 * happened first is what was called first. Times are epoch milliseconds.
 */
export class World {
  readonly network: DemoNetwork;
  /** Follower to followed. */
  readonly follows = new Ties();
  /** Person to post id. */
  readonly likes = new Ties();
  /** Person to `owner id/name`. */
  readonly stars = new Ties();
  /** Who blocks to whom. */
  readonly blocks = new Ties();
  /** Hosts that the owner's Mastodon server has cut off. */
  readonly severed = new Set<string>();
  readonly #people = new Map<string, Person>();
  readonly #ids = new Map<string, string>();
  readonly #status = new Map<string, AccountStatus>();
  readonly #movedTo = new Map<string, string>();
  readonly #posts = new Map<string, Post>();
  readonly #repositories = new Map<string, Repository>();
  #made = 0;

  constructor(network: DemoNetwork) {
    this.network = network;
  }

  join(person: Person): void {
    if (this.#people.has(person.id) || this.byHandle(person.handle) !== undefined) {
      throw new RangeError(`${person.handle} is taken on ${this.network}.`);
    }
    this.#people.set(person.id, person);
    this.#ids.set(person.handle.toLowerCase(), person.id);
    this.#status.set(person.id, 'active');
  }

  /** Anybody who ever joined, whatever became of the account. */
  person(id: string): Person | undefined {
    return this.#people.get(id);
  }

  byHandle(handle: string): Person | undefined {
    const id = this.#ids.get(handle.toLowerCase());
    return id === undefined ? undefined : this.#people.get(id);
  }

  people(): readonly Person[] {
    return [...this.#people.values()];
  }

  status(id: string): AccountStatus {
    return this.#status.get(id) ?? 'deleted';
  }

  isActive(id: string): boolean {
    return this.status(id) === 'active';
  }

  movedTo(id: string): string | undefined {
    return this.#movedTo.get(id);
  }

  /** Whether one of the two blocks the other. */
  isBlocked(one: string, other: string): boolean {
    return this.blocks.get(one, other) !== undefined || this.blocks.get(other, one) !== undefined;
  }

  follow(from: string, to: string, at: number): void {
    this.follows.add(this.#known(from), this.#known(to), at);
  }

  unfollow(from: string, to: string): void {
    if (!this.follows.remove(from, to)) throw new RangeError(`${from} does not follow ${to} on ${this.network}.`);
  }

  /** On Bluesky a follow outlives a block, unseen; on Mastodon and GitHub the block ends follows both ways. */
  block(from: string, to: string, at: number): void {
    this.blocks.add(this.#known(from), this.#known(to), at);
    if (this.network === 'bluesky') return;
    this.follows.remove(from, to);
    this.follows.remove(to, from);
  }

  unblock(from: string, to: string): void {
    this.blocks.remove(from, to);
  }

  /** Only Bluesky lets people switch their account off for a while. */
  deactivate(id: string): void {
    if (this.network !== 'bluesky') throw new RangeError(`${this.network} knows no deactivated accounts.`);
    this.#status.set(this.#known(id), 'deactivated');
  }

  reactivate(id: string): void {
    if (this.status(id) === 'deleted') throw new RangeError(`${id} is deleted on ${this.network} and stays so.`);
    this.#status.set(this.#known(id), 'active');
  }

  /** The network's moderators hide the account: Bluesky's takedown, Mastodon's suspension, GitHub's suspension. */
  takeDown(id: string): void {
    this.#status.set(this.#known(id), 'takendown');
  }

  /** The account goes, with its follows, likes, stars and posts. */
  delete(id: string): void {
    this.#status.set(this.#known(id), 'deleted');
    for (const ties of [this.follows, this.likes, this.stars, this.blocks]) ties.removeAll(id);
    for (const post of this.posts()) if (post.author === id) this.removePost(post.id);
  }

  rename(id: string, handle: string): void {
    const person = this.#people.get(this.#known(id));
    if (person === undefined || this.byHandle(handle) !== undefined) throw new RangeError(`${handle} is taken.`);
    this.#ids.delete(person.handle.toLowerCase());
    this.#ids.set(handle.toLowerCase(), id);
    this.#people.set(id, { ...person, handle });
  }

  /** Changes what somebody says of themselves. Handles change by {@link rename}. */
  edit(id: string, change: Partial<Omit<Person, 'id' | 'handle'>>): void {
    const person = this.#people.get(this.#known(id));
    if (person !== undefined) this.#people.set(id, { ...person, ...change });
  }

  /** Mastodon's Move: the old account points to the new one. Its own follows stay until it ends them. */
  move(from: string, to: string): void {
    if (this.network !== 'mastodon') throw new RangeError(`Accounts cannot move on ${this.network}.`);
    this.#movedTo.set(this.#known(from), this.#known(to));
  }

  /** The owner's server cuts off another one: its people are suspended there, and their follows end. */
  sever(host: string): void {
    if (this.network !== 'mastodon') throw new RangeError(`${this.network} has no servers to cut off.`);
    this.severed.add(host);
    for (const person of this.people()) {
      if (!person.handle.endsWith(`@${host}`)) continue;
      this.follows.removeAll(person.id);
      this.takeDown(person.id);
    }
  }

  /** Writes a post and returns its id in the network's form. */
  post(post: Omit<Post, 'id' | 'visibility'> & Partial<Pick<Post, 'visibility'>>): string {
    this.#known(post.author);
    this.#made += 1;
    const id = this.network === 'bluesky' ? tidFor(post.at, this.#made) : snowflakeFor(post.at, this.#made);
    this.#posts.set(id, { visibility: 'public', ...post, id });
    return id;
  }

  removePost(id: string): void {
    this.#posts.delete(id);
    this.likes.removeAll(id);
  }

  postById(id: string): Post | undefined {
    return this.#posts.get(id);
  }

  posts(): readonly Post[] {
    return [...this.#posts.values()];
  }

  like(by: string, post: string, at: number): void {
    if (!this.#posts.has(post)) throw new RangeError(`There is no post ${post} on ${this.network}.`);
    this.likes.add(this.#known(by), post, at);
  }

  unlike(by: string, post: string): void {
    if (!this.likes.remove(by, post)) throw new RangeError(`${by} does not like ${post} on ${this.network}.`);
  }

  publish(repository: Repository): void {
    this.#repositories.set(repositoryKey(this.#known(repository.owner), repository.name), repository);
  }

  unpublish(owner: string, name: string): void {
    this.#repositories.delete(repositoryKey(owner, name));
    this.stars.removeAll(repositoryKey(owner, name));
  }

  repositories(): readonly Repository[] {
    return [...this.#repositories.values()];
  }

  star(by: string, owner: string, name: string, at: number): void {
    const key = repositoryKey(owner, name);
    if (!this.#repositories.has(key)) throw new RangeError(`There is no repository ${name} of ${owner}.`);
    this.stars.add(this.#known(by), key, at);
  }

  unstar(by: string, owner: string, name: string): void {
    if (!this.stars.remove(by, repositoryKey(owner, name))) throw new RangeError(`${by} has not starred ${name}.`);
  }

  #known(id: string): string {
    if (!this.#people.has(id)) throw new RangeError(`Nobody on ${this.network} has the id ${id}.`);
    return id;
  }
}

/** How a repository is named in {@link World.stars}. */
export function repositoryKey(owner: string, name: string): string {
  return `${owner}/${name.toLowerCase()}`;
}
