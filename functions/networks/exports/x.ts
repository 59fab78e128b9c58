import * as z from 'zod';
import type { AudienceKind, ListedPerson } from '../../core/model.ts';
import { arrayElements } from './array-elements.ts';
import { base, numberedParts, wholeParts } from './entry-names.ts';
import { ImportError } from './errors.ts';
import type { ExportOwner, FoundExport, FoundList } from './found-export.ts';
import { listOfRows } from './rows.ts';
import type { ExportZip } from './zip.ts';

/** X's archive: JavaScript files below `data/`, perhaps in a folder. Ids only: who they are is looked up elsewhere. */
const NAME = /(?:^|\/)data\/(?:manifest|account|(?:follower|following)(?:-part\d+)?)\.js$/;
const BEFORE = /^window\.YTD\.[A-Za-z_]+\.part\d+\s*=$/;
const MOST_OF_MANIFEST = 5_000_000;
/** How far a list may fall short of the manifest's own number. */
const MOST_SHORT = 2;
const MOST_SHORT_SHARE = 0.01;

export const isOfX = (name: string): boolean => NAME.test(name);

const NUMERIC = /^\d{1,20}$/;
const numeric = z.string().regex(NUMERIC);
const filesSchema = z.looseObject({
  files: z
    .array(
      z.looseObject({
        fileName: z.string().max(300),
        count: z
          .string()
          .regex(/^\d{1,12}$/)
          .optional(),
      }),
    )
    .max(1_000)
    .optional(),
});
const manifestSchema = z.looseObject({
  userInfo: z.looseObject({ accountId: numeric.optional(), userName: z.string().max(50).optional() }).optional(),
  archiveInfo: z.looseObject({ generationDate: z.string().max(40).optional() }).optional(),
  dataTypes: z.looseObject({ follower: filesSchema.optional(), following: filesSchema.optional() }).optional(),
});
type Manifest = z.output<typeof manifestSchema>;

const accountSchema = z
  .array(
    z.looseObject({
      account: z.looseObject({ accountId: numeric.optional(), username: z.string().max(50).optional() }),
    }),
  )
  .min(1);

const tieSchema = z.object({ accountId: z.string().optional(), userLink: z.string().max(2_000).optional() });
const rowSchema = z.object({ follower: tieSchema.optional(), following: tieSchema.optional() });

/** @returns undefined if it is no archive of X. @throws ImportError if it is one that cannot be read */
export async function readX(zip: ExportZip): Promise<FoundExport | undefined> {
  const names = zip.names.filter(isOfX);
  if (!names.some((name) => /\/(?:follower|following|manifest)[^/]*$/.test(name))) return undefined;
  const manifest = await manifestOf(zip, names);
  const owner = await ownerOf(zip, names, manifest);
  const lists = (['follower', 'following'] as const).flatMap((type) => listOf(zip, names, manifest, type));
  if (lists.length === 0) {
    throw new ImportError(
      'This archive of X has no list of followers. Ask X for the whole archive, and import the zip as it comes.',
    );
  }
  const takenAt = timeOf(manifest) ?? zip.writtenAt(names[0] ?? '');
  return { network: 'x', owner, lists, ...(takenAt === undefined ? {} : { takenAt }) };
}

async function manifestOf(zip: ExportZip, names: readonly string[]): Promise<Manifest> {
  const name = names.find((one) => base(one) === 'manifest.js');
  if (name === undefined) return {};
  const text = await zip.text(name, MOST_OF_MANIFEST);
  return parsed(manifestSchema, text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1), 'manifest.js');
}

async function ownerOf(zip: ExportZip, names: readonly string[], { userInfo }: Manifest): Promise<ExportOwner> {
  const name = names.find((one) => base(one) === 'account.js');
  let handle = userInfo?.userName;
  let stableId = userInfo?.accountId;
  if ((handle === undefined || stableId === undefined) && name !== undefined) {
    const text = await zip.text(name, MOST_OF_MANIFEST);
    const [first] = parsed(accountSchema, text.slice(text.indexOf('['), text.lastIndexOf(']') + 1), 'account.js');
    handle ??= first?.account.username;
    stableId ??= first?.account.accountId;
  }
  return { ...(handle === undefined ? {} : { handle }), ...(stableId === undefined ? {} : { stableId }) };
}

function timeOf({ archiveInfo }: Manifest): number | undefined {
  const time = Date.parse(archiveInfo?.generationDate ?? '');
  return Number.isNaN(time) ? undefined : time;
}

function listOf(
  zip: ExportZip,
  names: readonly string[],
  { dataTypes }: Manifest,
  type: 'follower' | 'following',
): FoundList[] {
  const pattern = new RegExp(`/${type}(?:-part(?<number>\\d+))?\\.js$`);
  const inZip = wholeParts(numberedParts(names, pattern), type === 'follower' ? 'followers' : 'following');
  const announced = dataTypes?.[type]?.files;
  const missing = announced?.find(({ fileName }) => !inZip.some((name) => base(name) === base(fileName)));
  if (missing !== undefined) {
    throw new ImportError(
      `The archive announces ${JSON.stringify(base(missing.fileName).slice(0, 60))}, and it is not in it. Download the archive again, and import the zip as it comes.`,
    );
  }
  if (inZip.length === 0) return [];
  const counts = announced?.map(({ count }) => (count === undefined ? Number.NaN : Number(count))) ?? [Number.NaN];
  const expected = counts.reduce((sum, count) => sum + count, 0);
  const kind: AudienceKind = type === 'follower' ? 'followers' : 'following';
  return [
    listOfRows(
      kind,
      `${type}.js`,
      () => rowsOf(zip, inZip, type, expected),
      (row) => personOf(row, type),
    ),
  ];
}

async function* rowsOf(
  zip: ExportZip,
  names: readonly string[],
  type: string,
  expected: number,
): AsyncGenerator<unknown> {
  let rows = 0;
  for (const name of names) {
    for await (const row of arrayElements(zip.read(name), { name: base(name), before: BEFORE })) {
      rows += 1;
      yield row;
    }
  }
  // The manifest counts for itself: what falls short of it is not the whole list.
  if (expected - rows > Math.max(MOST_SHORT, expected * MOST_SHORT_SHARE)) {
    throw new ImportError(
      `${type}.js has ${rows} people, but the archive's own manifest counts ${expected}: part of it is missing. Download the archive again.`,
    );
  }
}

/** The link is never followed or kept: an id can be read from it, and links are made from ids. */
function personOf(row: unknown, type: 'follower' | 'following'): ListedPerson | undefined {
  const { accountId = '', userLink = '' } = rowSchema.safeParse(row).data?.[type] ?? {};
  const linked = /[?&]user_id=(?<id>\d+)(?:&|$)/.exec(userLink)?.groups?.['id'];
  const id = [accountId, linked].find((one) => one !== undefined && NUMERIC.test(one));
  return id === undefined ? undefined : { id, profile: { handle: id, url: `https://x.com/i/user/${id}` } };
}

function parsed<T extends z.ZodType>(schema: T, text: string, name: string): z.output<T> {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new ImportError(
      `${name} does not look as it does in an archive of X. Download the archive again; if it stays, look for a newer version of Rekindle.`,
      { cause: error },
    );
  }
}
