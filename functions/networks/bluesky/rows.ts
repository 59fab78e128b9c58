import { Buffer } from 'node:buffer';
import { type Fixed, fixed } from '../../core/fixed-bytes.ts';
import type { JsonBytes, ListedRows, ProfileBytes } from '../../core/listed-rows.ts';
import type { ListedPerson } from '../../core/model.ts';
import { NO_HANDLE } from '../../core/profile-differences.ts';
import { parseAnswer } from '../answers.ts';
import { ABSENT, EMPTY_LIST, type JsonRows, PLAIN, TEXT } from '../json-rows.ts';
import { isHostName, isOrdinary, NormalPictures } from '../plain-bytes.ts';
import { RowsAsked } from '../rows-asked.ts';
import { LONGEST, plainLines, plainText } from '../text.ts';
import { blueskyProfile, PROFILES } from './profile.ts';
import { profileView } from './schema.ts';

/** Lists by the key that they have in an answer. */
export type ListKey = 'followers' | 'follows';

const FIELDS = ['did', 'handle', 'displayName', 'description', 'avatar', 'labels', 'website', 'followersCount'];
const [DID, HANDLE, NAME, BIO, AVATAR, LABELS, WEBSITE, REACH] = [0, 1, 2, 3, 4, 5, 6, 7];
/** A `did:plc`; all others are rare, and are read as text. */
const PLC = Buffer.from('did:plc:');
const PLC_SIZE = 32;
/** As DNS allows. */
const LONGEST_HANDLE = 253;
const LONGEST_PICTURE = 2_000;
const PREFIX = fixed(PROFILES);
/** What a person has as JSON between their fields. */
const ID = fixed('{"id":');
const HANDLE_OF = fixed(',"profile":{"handle":');
const URL_OF = fixed(`,"url":"${PROFILES}`);
const NAME_OF = fixed(',"name":');
const BIO_OF = fixed(',"bio":');
const AVATAR_OF = fixed(',"avatar":');
const PRINT_OF = fixed('},"rowPrint":');
const END = fixed('}');
const encoder = new TextEncoder();
/** Pictures lie on the same host from page to page. */
const pictures = new NormalPictures();

/** To be raised whenever something else is made of the same row than before. */
const READING = 1;

/** What is to be read of a page of `app.bsky.graph.getFollowers` or `getFollows`. */
export const ASKED: Readonly<Record<ListKey, RowsAsked>> = {
  followers: new RowsAsked('followers', FIELDS, READING),
  follows: new RowsAsked('follows', FIELDS, READING),
};

/**
 * A page of Bluesky's profiles. A row that is written as they nearly all are is taken by its bytes; what may be cleaned
 * (a name, a bio) is cleaned as text. All others become people at once, by the schema, so that a page that is wrong is
 * found to be wrong when it is read.
 */
export class BlueskyRows implements ListedRows {
  readonly length: number;
  readonly view: DataView;
  private readonly rows: JsonRows;
  /** Those who were read by the schema, by row. */
  private readonly people: (ListedPerson | undefined)[] = [];
  /** Names and bios that are not taken as they are written, by row: an empty one is none. */
  private readonly names: (string | undefined)[] = [];
  private readonly bios: (string | undefined)[] = [];

  private readonly list: ListKey;
  private readonly what: string;

  /** @throws InvalidResponseError naming the field that is wrong */
  constructor(rows: JsonRows, list: ListKey, what: string) {
    this.rows = rows;
    this.view = rows.view;
    this.length = rows.length;
    this.list = list;
    this.what = what;
    for (let row = 0; row < rows.length; row += 1) {
      if (rows.slotOf(row) !== -1) continue;
      if (this.isUsual(row)) this.cleanTexts(row);
      else this.people[row] = this.parsed(row);
    }
  }

  slotOf(row: number): number {
    return this.rows.slotOf(row);
  }

  printOf(row: number): number {
    return this.rows.printOf(row);
  }

  idEnd(row: number): number {
    return this.rows.end(row, DID);
  }

  idSize(row: number): number {
    return this.people[row] === undefined ? PLC_SIZE : 0;
  }

  writeProfile(row: number, into: ProfileBytes): boolean {
    if (this.people[row] !== undefined) return false;
    const { rows } = this;
    const handle = rows.from(row, HANDLE);
    const handleEnd = rows.end(row, HANDLE);
    let at = this.copy(handle, handleEnd, into.view, 0);
    for (let n = 0; n < PREFIX.size; n += 4) into.view.setInt32(at + n, PREFIX.view.getInt32(n, true), true);
    at = this.copy(handle, handleEnd, into.view, at + PREFIX.size);
    at = this.copy(rows.from(row, AVATAR), rows.end(row, AVATAR), into.view, at);
    into.handleLength = handleEnd - handle;
    into.urlLength = PREFIX.size + into.handleLength;
    into.restEnd = at;
    const name = this.names[row];
    const nameEnd = this.write(row, NAME, name, into.view, at);
    into.nameLength = name === undefined ? nameEnd - at : name.length;
    into.textEnd = this.write(row, BIO, this.bios[row], into.view, nameEnd);
    return true;
  }

  personAt(row: number): ListedPerson {
    const known = this.people[row];
    if (known !== undefined) return known;
    const { rows } = this;
    if (rows.slotOf(row) !== -1) return this.parsed(row);
    const handle = rows.textOf(row, HANDLE);
    const name = this.names[row] ?? this.plain(row, NAME);
    const bio = this.bios[row] ?? this.plain(row, BIO);
    const avatar = this.plain(row, AVATAR);
    return {
      id: rows.textOf(row, DID),
      profile: {
        handle,
        url: `${PROFILES}${handle}`,
        ...(name !== '' && { name }),
        ...(bio !== '' && { bio }),
        ...(avatar !== '' && { avatar }),
      },
    };
  }

  writePerson(row: number, rowPrint: number, into: JsonBytes): void {
    const { rows } = this;
    if (this.people[row] !== undefined || rows.slotOf(row) !== -1) {
      into.value({ ...this.personAt(row), rowPrint });
      return;
    }
    into.copy(ID.view, 0, ID.size);
    this.writeQuoted(row, DID, into);
    into.copy(HANDLE_OF.view, 0, HANDLE_OF.size);
    this.writeQuoted(row, HANDLE, into);
    into.copy(URL_OF.view, 0, URL_OF.size);
    into.copy(rows.view, rows.from(row, HANDLE), rows.end(row, HANDLE) + 1);
    this.writeText(NAME_OF, row, NAME, this.names[row], into);
    this.writeText(BIO_OF, row, BIO, this.bios[row], into);
    this.writeText(AVATAR_OF, row, AVATAR, undefined, into);
    into.copy(PRINT_OF.view, 0, PRINT_OF.size);
    into.number(rowPrint);
    into.copy(END.view, 0, END.size);
  }

  /** A field that is taken as it is written: ASCII without quotes, backslashes and control characters is so in any JSON. */
  private writeQuoted(row: number, field: number, into: JsonBytes): void {
    into.copy(this.rows.view, this.rows.from(row, field) - 1, this.rows.end(row, field) + 1);
  }

  /** A field that not everybody has. */
  private writeText(before: Fixed, row: number, field: number, cleaned: string | undefined, into: JsonBytes): void {
    const isNone = cleaned === undefined ? this.rows.end(row, field) === this.rows.from(row, field) : cleaned === '';
    if (isNone) return;
    into.copy(before.view, 0, before.size);
    if (cleaned === undefined) this.writeQuoted(row, field, into);
    else into.value(cleaned);
  }

  private parsed(row: number): ListedPerson {
    const view = parseAnswer(profileView, this.rows.valueOf(row), this.what, [this.list, row]);
    return { id: view.did, profile: blueskyProfile(view) };
  }

  /** Whether everything but name and bio may be taken as it is written. */
  private isUsual(row: number): boolean {
    const { rows } = this;
    if (rows.isOdd(row) || rows.kindOf(row, DID) !== PLAIN || rows.kindOf(row, HANDLE) !== PLAIN) return false;
    if (rows.kindOf(row, WEBSITE) !== ABSENT || rows.kindOf(row, REACH) !== ABSENT) return false;
    const labels = rows.kindOf(row, LABELS);
    if (labels !== ABSENT && labels !== EMPTY_LIST) return false;
    return (
      isPlc(rows.view, rows.from(row, DID), rows.end(row, DID)) &&
      isOwnHandle(rows.view, rows.from(row, HANDLE), rows.end(row, HANDLE)) &&
      isText(rows.kindOf(row, NAME)) &&
      isText(rows.kindOf(row, BIO)) &&
      this.hasUsualPicture(row)
    );
  }

  private hasUsualPicture(row: number): boolean {
    const { rows } = this;
    const kind = rows.kindOf(row, AVATAR);
    const from = rows.from(row, AVATAR);
    const end = rows.end(row, AVATAR);
    return kind === ABSENT || (kind === PLAIN && end - from <= LONGEST_PICTURE && pictures.has(rows.view, from, end));
  }

  private cleanTexts(row: number): void {
    if (!this.isAsItIs(row, NAME, LONGEST.name)) {
      this.names[row] = plainText(this.rows.textOf(row, NAME), LONGEST.name) ?? '';
    }
    if (!this.isAsItIs(row, BIO, LONGEST.bio)) {
      this.bios[row] = plainLines(this.rows.textOf(row, BIO), LONGEST.bio) ?? '';
    }
  }

  private isAsItIs(row: number, field: number, most: number): boolean {
    const { rows } = this;
    const kind = rows.kindOf(row, field);
    const from = rows.from(row, field);
    const size = rows.end(row, field) - from;
    return (
      kind === ABSENT || (kind === PLAIN && (size === 0 || (size <= most && isOrdinary(rows.view, from, from + size))))
    );
  }

  private plain(row: number, field: number): string {
    return this.rows.kindOf(row, field) === ABSENT ? '' : this.rows.textOf(row, field);
  }

  private write(row: number, field: number, cleaned: string | undefined, into: DataView, at: number): number {
    if (cleaned === undefined) return this.copy(this.rows.from(row, field), this.rows.end(row, field), into, at);
    const room = new Uint8Array(into.buffer, into.byteOffset + at, into.byteLength - at);
    return at + encoder.encodeInto(cleaned, room).written;
  }

  /** Whole words at a time: what is behind the last byte is written over, or not looked at. @returns where it ends */
  private copy(from: number, end: number, into: DataView, at: number): number {
    const { view } = this;
    for (let n = 0; n < end - from; n += 4) into.setInt32(at + n, view.getInt32(from + n, true), true);
    return at + end - from;
  }
}

const isText = (kind: number): boolean => kind === ABSENT || kind === PLAIN || kind === TEXT;

function isPlc(view: DataView, from: number, end: number): boolean {
  if (end - from !== PLC_SIZE) return false;
  for (let n = 0; n < PLC.length; n += 1) if (view.getUint8(from + n) !== PLC[n]) return false;
  for (let at = from + PLC.length; at < end; at += 1) {
    const byte = view.getUint8(at);
    // Base32: a to z, 2 to 7.
    if (!((byte >= 0x61 && byte <= 0x7a) || (byte >= 0x32 && byte <= 0x37))) return false;
  }
  return true;
}

function isOwnHandle(view: DataView, from: number, end: number): boolean {
  const size = end - from;
  if (size > LONGEST_HANDLE || !isHostName(view, from, end)) return false;
  if (size !== NO_HANDLE.length) return true;
  return Buffer.from(view.buffer, view.byteOffset + from, size).toString('latin1') !== NO_HANDLE;
}
