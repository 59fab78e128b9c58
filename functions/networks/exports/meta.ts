import * as z from 'zod';

/** What Instagram's and Facebook's exports have in common. */

const labelSchema = z.looseObject({
  label_values: z
    .array(
      z.looseObject({
        label: z.string().max(200).optional(),
        value: z.string().max(2_000).optional(),
        href: z.string().max(2_000).optional(),
      }),
    )
    .max(100),
});

/** Fields of a row in the newer form, in which each is an entry with a label. */
export function labelled(row: unknown): { readonly values: ReadonlyMap<string, string>; readonly href?: string } {
  const entries = labelSchema.safeParse(row).data?.label_values ?? [];
  const values = new Map(
    entries.flatMap(({ label, value }) =>
      label === undefined || value === undefined ? [] : [[label, value] as const],
    ),
  );
  const href = entries.find((entry) => entry.href !== undefined)?.href;
  return { values, ...(href === undefined ? {} : { href }) };
}

/** Unix seconds as epoch ms; undefined for none and for 0, which stands for it. */
export function secondsToMs(seconds: number | undefined): number | undefined {
  return seconds !== undefined && Number.isInteger(seconds) && seconds > 0 && seconds < 1e11
    ? seconds * 1_000
    : undefined;
}
