import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { Command } from 'commander';
import { compareLists, type IdSource } from '../../functions/comparing/compare-lists.ts';
import { isCode } from '../../lib/local/file-errors.ts';
import { UsageError } from '../../lib/local/laptop-config.ts';

const [NEW_LINE, RETURN] = [0x0a, 0x0d];
/** Lines that are printed at once. */
const AT_ONCE = 10_000;

/** `rekindle compare BEFORE AFTER`. Touches no folder and no stage. @param note says what is no part of the answer */
export function compareCommand(print: (text: string) => void, note: (text: string) => void): Command {
  return new Command('compare')
    .description('Tells who is on one list of ids and not on the other: any ids in any order. Nothing is kept.')
    .argument('<BEFORE>', 'one id a line')
    .argument('<AFTER>', 'the same list, read later')
    .option('--json', 'one JSON object for each person and a last one with the totals')
    .helpOption('--help', 'show this')
    .action((before: string, after: string, options: { readonly json?: true }) => {
      compareFiles(before, after, { isJson: options.json === true, print, note });
    });
}

interface Telling {
  readonly isJson: boolean;
  readonly print: (text: string) => void;
  readonly note: (text: string) => void;
}

function compareFiles(before: string, after: string, { isJson, print, note }: Telling): void {
  const lists = [openList(before), openList(after)] as const;
  const { lost, gained } = compareLists(...lists);
  for (const { file } of lists) closeSync(file);
  const [isNew, isGone] = lists.map(({ isEmpty }) => isEmpty());
  if (isNew) note(`${before} is empty, so everybody counts as new. Is it the right file, written to its end?`);
  if (isGone) note(`${after} is empty, so everybody counts as gone. Is it the right file, written to its end?`);
  const printAll = (kind: 'lost' | 'gained', sign: string, ids: Iterable<string>): number =>
    printEach(ids, (person) => (isJson ? JSON.stringify({ kind, person }) : `${sign} ${person}`), print);
  const totals = { lost: printAll('lost', '-', lost), gained: printAll('gained', '+', gained) };
  print(isJson ? JSON.stringify(totals) : `${totals.lost} no longer on the list, ${totals.gained} new`);
}

interface OpenList extends IdSource {
  readonly file: number;
  /** Whether nothing but line ends has been read. */
  isEmpty(): boolean;
}

function openList(path: string): OpenList {
  try {
    const file = openSync(path, 'r');
    const facts = fstatSync(file);
    if (facts.isDirectory()) throw new UsageError(`${path} is a folder; name the list's file.`);
    let hasText = false;
    const open: IdSource['open'] = () => {
      // A pipe gives each byte once, and does not know of places.
      let place = facts.isFile() ? 0 : null;
      return (into) => {
        const length = readSync(file, into, 0, into.length, place);
        if (place !== null) place += length;
        // Looked at until the first id, which is at once in any list but an empty one.
        hasText ||= into.subarray(0, length).some((byte) => byte !== NEW_LINE && byte !== RETURN);
        return length;
      };
    };
    return { file, open, size: facts.isFile() ? facts.size : 0, isEmpty: () => !hasText };
  } catch (error) {
    if (isCode(error, 'ENOENT')) throw new UsageError(`There is no file ${path}.`);
    if (isCode(error, 'EACCES')) throw new UsageError(`${path} cannot be read; check its permissions.`);
    throw error;
  }
}

/** @returns how many */
function printEach(ids: Iterable<string>, lineOf: (id: string) => string, print: (text: string) => void): number {
  let count = 0;
  let lines: string[] = [];
  for (const id of ids) {
    lines.push(lineOf(id));
    count += 1;
    if (lines.length < AT_ONCE) continue;
    print(lines.join('\n'));
    lines = [];
  }
  if (lines.length > 0) print(lines.join('\n'));
  return count;
}
