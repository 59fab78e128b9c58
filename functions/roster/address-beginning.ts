import type { Profile } from '../core/model.ts';

/**
 * What the addresses of profiles begin with before the handle. On most networks it is the same for everybody, and then no
 * address is stored: of a profile that lists show, it is a third.
 */
export class AddressBeginning {
  private beginning: string | undefined;

  /** What is to be stored of somebody's address; undefined if it is the beginning and their handle. */
  stored({ handle, url }: Pick<Profile, 'handle' | 'url'>): string | undefined {
    if (!url.endsWith(handle)) return url;
    this.beginning ??= url.slice(0, url.length - handle.length);
    const isWhole = url.length === this.beginning.length + handle.length && url.startsWith(this.beginning);
    return isWhole ? undefined : url;
  }

  /** @returns the beginning, if somebody's address is left to follow from it; then there is none */
  flush(): string | undefined {
    const { beginning } = this;
    this.beginning = undefined;
    return beginning;
  }
}
