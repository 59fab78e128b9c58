import { createWriteStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ZipFile } from 'yazl';
import { freshFolder } from '../local/folder-for-test.ts';
import { CONNECTIONS, newRow, oldRow, renameEntry, type Tie, xArchive, zipOf } from '../networks/exports/zips.ts';
import { ExportsRig } from './exports-rig.ts';

/** Done-when 3: each is refused with a sentence that says what to do, and the roster is untouched. */

const FOLLOWERS = `${CONNECTIONS}followers_1.json`;
const ties: Tie[] = Array.from({ length: 40 }, (_, at) => ({
  name: `person.${at}`,
  timestamp: 1_600_000_000 + at * 1_000_000,
}));
const ids = Array.from({ length: 40 }, (_, at) => String(1_000 + at));
const LATER = { at: new Date('2026-11-15T08:00:00Z') };

/** Both lists with a baseline, and what must hold after a refusal. */
async function begun() {
  const rig = await ExportsRig.open('x:alice', 'instagram:alice');
  onTestFinished(() => rig.close());
  const folder = await freshFolder();
  await rig.import(await zipOf(join(folder, 'i.zip'), { [FOLLOWERS]: ties.map(oldRow) }));
  await rig.import(await xArchive(folder, 'x.zip', { at: '2026-11-02T08:00:00Z', followers: ids }));
  const before = await rig.rosters();
  const isUntouched = async () => {
    expect(await rig.rosters()).toEqual(before);
    expect(await rig.told()).toEqual([]);
  };
  return { rig, folder, isUntouched };
}

describe('refused, and the roster untouched:', () => {
  it('an export cut to a range of dates', async () => {
    const { rig, folder, isUntouched } = await begun();
    const cut = await zipOf(join(folder, 'cut.zip'), { [FOLLOWERS]: ties.slice(12).map(newRow) }, LATER);
    const [report] = await rig.import(cut);
    expect(report).toMatchObject({
      outcome: 'refused',
      message: expect.stringMatching(/All 12 .*covers only a range of dates.*looks as if everybody left.*all time/),
    });
    const few = await zipOf(join(folder, 'few.zip'), { [FOLLOWERS]: ties.slice(38).map(newRow) }, LATER);
    expect(await rig.import(few)).toMatchObject([
      { outcome: 'refused', message: expect.stringContaining('range of dates') },
    ]);
    await isUntouched();
  });

  it('an export of another account: by its name, by its people', async () => {
    const { rig, folder, isUntouched } = await begun();
    const other = { handle: 'bob', accountId: '77', at: '2026-11-15T08:00:00Z', followers: ids };
    await expect(rig.import(await xArchive(folder, 'bob.zip', other), { account: 'x:alice' })).rejects.toThrow(
      /is of x:bob, and x:alice is another account.*as if everybody had left.*--account x:bob/,
    );
    const strangers = ties.map(({ name, timestamp = 0 }) =>
      oldRow({ name: `other.${name}`, timestamp: timestamp - 5 }),
    );
    const [report] = await rig.import(await zipOf(join(folder, 'o.zip'), { [FOLLOWERS]: strangers }, LATER));
    expect(report).toMatchObject({ outcome: 'refused', message: expect.stringContaining("another account's") });
    await isUntouched();
  });

  it('an older export than the last', async () => {
    const { rig, folder, isUntouched } = await begun();
    const older = await xArchive(folder, 'old.zip', { at: '2026-10-01T08:00:00Z', followers: ids.slice(3) });
    await expect(rig.import(older)).rejects.toThrow(/go forward in time: import a newer one/);
    await isUntouched();
  });

  it('a truncated zip', async () => {
    const { rig, folder, isUntouched } = await begun();
    const whole = await readFile(await xArchive(folder, 'x2.zip', { at: '2026-11-15T08:00:00Z', followers: ids }));
    const file = join(folder, 'cut.zip');
    await writeFile(file, whole.subarray(0, whole.length - 100));
    await expect(rig.import(file)).rejects.toThrow(/cut off or damaged.*Download it again/);
    await isUntouched();
  });

  it('an HTML export where JSON was needed', async () => {
    const { rig, folder, isUntouched } = await begun();
    const html = { [`${CONNECTIONS}followers_1.html`]: '<html></html>', 'start_here.html': '<html></html>' };
    await expect(rig.import(await zipOf(join(folder, 'h.zip'), html, LATER))).rejects.toThrow(
      /HTML edition.*format JSON/,
    );
    await isUntouched();
  });

  it('a 4 GB zip bomb, before any of it is unpacked', async () => {
    const { rig, folder, isUntouched } = await begun();
    const file = join(folder, 'bomb.zip');
    // A tenth of a second's worth of zeros, said to be 4 GB: what is said is looked at before what is in it.
    await zipWithSize(file, FOLLOWERS, 4_200_000_000);
    await expect(rig.import(file)).rejects.toThrow(/unpacks to far more.*zip bomb.*Download it again/);
    await isUntouched();
  });

  it('a smaller zip bomb, by how far it shrank', async () => {
    const { rig, folder, isUntouched } = await begun();
    const file = await zipOf(join(folder, 'b.zip'), { [FOLLOWERS]: `[${' '.repeat(30_000_000)}]` }, LATER);
    await expect(rig.import(file)).rejects.toThrow(/unpacks to far more/);
    await isUntouched();
  });

  it('a zip bomb that says it is small, as soon as it grows', async () => {
    const { rig, folder, isUntouched } = await begun();
    const file = join(folder, 'lie.zip');
    await zipWithSize(file, FOLLOWERS, 2_000);
    await expect(rig.import(file)).rejects.toThrow(/damaged or cut off.*Download it again/);
    await isUntouched();
  });

  it('an entry named ../../x', async () => {
    const { rig, folder, isUntouched } = await begun();
    const file = await zipOf(join(folder, 't.zip'), { [FOLLOWERS]: ties.map(newRow), 'aaaaaa/x': 'evil' }, LATER);
    await renameEntry(file, 'aaaaaa/x', '../../.x');
    await expect(rig.import(file)).rejects.toThrow(
      /entry named "\.\.\/\.\.\/\.x", which leads out of it.*Download it again/,
    );
    await isUntouched();
  });
});

describe('a large export', () => {
  it('is never in memory whole', async () => {
    const rig = await ExportsRig.open('x:alice');
    onTestFinished(() => rig.close());
    const file = join(await freshFolder(), 'large.zip');
    const rows = 200_000;
    const zip = new ZipFile();
    zip.addReadStream(Readable.from(followerJs(rows)), 'data/follower.js', { compressionLevel: 1 });
    zip.end();
    await pipeline(zip.outputStream, createWriteStream(file));
    const { openExport } = await import('../../functions/networks/exports/open-export.ts');
    const opened = await openExport(file);
    let count = 0;
    let most = 0;
    for (const list of opened?.found.lists ?? []) {
      for await (const part of list.people()) {
        count += part.length;
        most = Math.max(most, part.length);
      }
    }
    opened?.close();
    expect({ count, most }).toEqual({ count: rows, most: 1_000 });
  }, 60_000);
});

function* followerJs(rows: number): Generator<string> {
  yield 'window.YTD.follower.part0 = [\n';
  for (let from = 0; from < rows; from += 1_000) {
    const part = Array.from({ length: 1_000 }, (_, at) => {
      const id = String(((from + at) * 7_919 + 1_000_000) * 13);
      return `${from + at === 0 ? '' : ','}  {\n    "follower" : {\n      "accountId" : "${id}",\n      "userLink" : "https://twitter.com/intent/user?user_id=${id}"\n    }\n  }\n`;
    });
    yield part.join('');
  }
  yield ']';
}

/** A zip whose directory says that its entry unpacks to `size` bytes. */
async function zipWithSize(file: string, name: string, size: number): Promise<void> {
  await zipOf(file, { [name]: '0'.repeat(4_000_000) });
  const bytes = await readFile(file);
  const directory = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
  bytes.writeUInt32LE(size, directory + 24);
  await writeFile(file, bytes);
}
