import { InvalidResponseError } from '../networks/errors.ts';
import type { AudienceTarget, Connector, Page } from '../networks/network.ts';
import type { Comparison } from '../roster/comparison.ts';

/** Pages in a row without one new person after which a walk is taken to go round in circles. */
const MOST_BARREN_PAGES = 50;

export interface WalkProgress {
  /** Where the next page starts; undefined before the first. */
  cursor: string | undefined;
  pages: number;
  /** How many of them runs before this one read. */
  readonly pagesBefore?: number;
  isComplete: boolean;
}

/**
 * Reads pages into the comparison until the network's own end marker, or until `mayGoOn` says no. Progress is kept in
 * `progress`, so that an error midway leaves a place to go on from. Pages are dropped as they are read.
 * @param isWanted who was erased is not seen, so that nothing of them is kept anywhere
 * @throws the network's errors; InvalidResponseError when the walk goes round in circles
 */
export async function walk(
  connector: Connector,
  target: AudienceTarget,
  comparison: Comparison,
  progress: WalkProgress,
  mayGoOn: (pages: number) => boolean | Promise<boolean>,
  isWanted?: (id: string) => boolean,
): Promise<void> {
  let barren = 0;
  while (await mayGoOn(progress.pages)) {
    const page = await connector.readPage(target, progress.cursor, comparison.expectedRows);
    const before = comparison.listed;
    seePage(comparison, page, isWanted);
    progress.pages += 1;
    barren = comparison.listed === before ? barren + 1 : 0;
    if (page.next === undefined) {
      progress.isComplete = true;
      return;
    }
    if (page.next === progress.cursor || barren >= MOST_BARREN_PAGES) {
      throw new InvalidResponseError(
        'The list goes round in circles: its pages repeat. It was not compared; try again later.',
      );
    }
    progress.cursor = page.next;
  }
}

/** Takes a page in, by its bytes where that is worth more. @param isWanted as of {@link walk} */
export function seePage(comparison: Comparison, page: Page, isWanted?: (id: string) => boolean): void {
  const { rows } = page;
  if (rows !== undefined && comparison.wantsRows) comparison.seeRows(rows, isWanted);
  else comparison.see(isWanted === undefined ? page.people : page.people.filter(({ id }) => isWanted(id)));
}
