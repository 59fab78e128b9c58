import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { ImportError } from './errors.ts';

/** Bytes that one entry, and all entries together, may inflate to. Ten million followers of X are 1.3 GB. */
const MOST_OF_ENTRY = 2_000_000_000;
const MOST_OF_ZIP = 4_000_000_000;
/** Lists of people shrink to a tenth; what shrinks to less than a hundredth is made to harm. */
const MOST_RATIO = 100;
/** So little may shrink as it likes: a list of one person ten times over. */
const LEAST_FOR_RATIO = 1_000_000;
/** Entries that are looked at. Archives with every photo of a decade have a few hundred thousand. */
const MOST_ENTRIES = 2_000_000;
const MOST_KEPT = 10_000;

export interface ZipBounds {
  readonly entry: number;
  readonly zip: number;
  readonly ratio: number;
}

const BOUNDS: ZipBounds = { entry: MOST_OF_ENTRY, zip: MOST_OF_ZIP, ratio: MOST_RATIO };

const AGAIN = 'Download it again from the network itself';

/**
 * A zip whose entries are read one at a time, as streams: the file itself may be of any size. Nothing is ever unpacked to
 * a disk, so a name is only a name; one that leads out of the zip still refuses the whole.
 */
export class ExportZip {
  private readonly zip: ZipFile;
  private readonly kept: ReadonlyMap<string, Entry>;
  private readonly bounds: ZipBounds;
  private inflated = 0;

  private constructor(zip: ZipFile, kept: ReadonlyMap<string, Entry>, bounds: ZipBounds) {
    this.zip = zip;
    this.kept = kept;
    this.bounds = bounds;
  }

  /**
   * Reads the names of all entries and keeps those that are wanted.
   * @throws ImportError if it is no whole zip, or names lead out of it
   */
  static async open(path: string, isWanted: (name: string) => boolean, bounds: ZipBounds = BOUNDS): Promise<ExportZip> {
    const zip = await openPromise(path, { autoClose: false }).catch((error: unknown) => {
      throw isFileProblem(error) ? error : brokenZip(error);
    });
    try {
      const kept = new Map<string, Entry>();
      let entries = 0;
      for await (const entry of zip.eachEntry()) {
        entries += 1;
        if (entries > MOST_ENTRIES) throw new ImportError(`The zip has more than ${MOST_ENTRIES} entries. ${AGAIN}.`);
        const name = entry.fileName;
        if (name.endsWith('/') || !isWanted(name)) continue;
        if (kept.has(name)) throw new ImportError(`The zip has ${shownName(name)} twice. ${AGAIN}.`);
        kept.set(name, entry);
        if (kept.size > MOST_KEPT) throw new ImportError(`The zip has too many lists of people. ${AGAIN}.`);
      }
      return new ExportZip(zip, kept, bounds);
    } catch (error) {
      zip.close();
      throw error instanceof ImportError ? error : brokenZip(error);
    }
  }

  get names(): readonly string[] {
    return [...this.kept.keys()];
  }

  /** When an entry was last written, by the zip; in UTC where it says so, else by a clock whose zone is not known. */
  writtenAt(name: string): number | undefined {
    const time = this.entry(name).getLastModDate({ timezone: 'UTC' }).getTime();
    return Number.isNaN(time) || time < Date.UTC(2005, 0) ? undefined : time;
  }

  /** @throws ImportError if the entry is too large, protected, damaged or not there */
  async *read(name: string): AsyncGenerator<Buffer> {
    const entry = this.entry(name);
    const shown = shownName(name);
    this.refuse(entry, shown);
    const before = this.inflated;
    let sum = 0;
    try {
      for await (const chunk of await this.zip.openReadStreamPromise(entry)) {
        if (!Buffer.isBuffer(chunk)) throw new TypeError('expected bytes');
        this.inflated += chunk.length;
        const size = this.inflated - before;
        if (size > this.bounds.entry || this.inflated > this.bounds.zip || this.isBomb(size, entry.compressedSize))
          throw tooLarge(shown);
        sum = crc32(chunk, sum);
        yield chunk;
      }
    } catch (error) {
      if (error instanceof ImportError) throw error;
      throw new ImportError(`${shown} in the zip is damaged or cut off. ${AGAIN}.`, { cause: error });
    }
    if (sum !== entry.crc32) throw new ImportError(`${shown} in the zip is damaged. ${AGAIN}.`);
  }

  /** A whole small entry as text. @throws ImportError as {@link read}, and beyond `most` bytes */
  async text(name: string, most: number): Promise<string> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of this.read(name)) {
      size += chunk.length;
      if (size > most) throw tooLarge(shownName(name));
      chunks.push(chunk);
    }
    return Buffer.concat(chunks)
      .toString('utf8')
      .replace(/^\uFEFF/, '');
  }

  close(): void {
    this.zip.close();
  }

  private entry(name: string): Entry {
    const entry = this.kept.get(name);
    if (entry === undefined) throw new ImportError(`${shownName(name)} is missing from the zip. ${AGAIN}.`);
    return entry;
  }

  private refuse(entry: Entry, shown: string): void {
    if (entry.isEncrypted())
      throw new ImportError(
        `${shown} in the zip is protected by a password, which exports are not. Unpack it and zip it again without.`,
      );
    if (!entry.canDecodeFileData()) throw new ImportError(`${shown} is packed in a way that is not known. ${AGAIN}.`);
    const { uncompressedSize, compressedSize } = entry;
    if (uncompressedSize > this.bounds.entry || this.isBomb(uncompressedSize, compressedSize)) throw tooLarge(shown);
  }

  private isBomb(size: number, compressed: number): boolean {
    return size > LEAST_FOR_RATIO && size > compressed * this.bounds.ratio;
  }
}

function tooLarge(shown: string): ImportError {
  return new ImportError(
    `${shown} in the zip unpacks to far more than a list of people can be, as a zip bomb does: it was not read. ` +
      `${AGAIN}, and import only that.`,
  );
}

function brokenZip(error: unknown): ImportError {
  const detail = error instanceof Error ? error.message : '';
  const bad = /^(?:invalid relative path|absolute path|invalid characters in fileName): (?<name>.*)$/s.exec(detail);
  const name = bad?.groups?.['name'];
  if (name !== undefined) {
    return new ImportError(
      `The zip has an entry named ${shownName(name)}, which leads out of it, as no export does: it was not read. ${AGAIN}.`,
      { cause: error },
    );
  }
  return new ImportError(`The zip is cut off or damaged: it was not read. ${AGAIN}, and wait until it is whole.`, {
    cause: error,
  });
}

function isFileProblem(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^E[A-Z]+$/.test(error.code);
}

function shownName(name: string): string {
  return JSON.stringify(name.length > 100 ? `${name.slice(0, 97)}...` : name);
}
