import * as z from 'zod';
import type { DeliveryName } from '../core/delivery.ts';

/**
 * A delivery's name as SES message tags, so that each of SES's events says which mail it is about.
 * SES allows letters, digits, `_` and `-` in them.
 */
export function tagsOf(name: DeliveryName): { Name: string; Value: string }[] {
  return [
    { Name: 'rekindle-owner', Value: name.owner },
    { Name: 'rekindle-digest', Value: name.digestId },
    { Name: 'rekindle-period', Value: name.period },
    { Name: 'rekindle-recipient', Value: name.recipient },
  ];
}

const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);
const one = <T extends z.ZodType>(value: T) => z.tuple([value]);

const eventTags = z.object({
  'rekindle-owner': one(slug),
  'rekindle-digest': one(slug),
  'rekindle-period': one(z.iso.date()),
  'rekindle-recipient': one(z.string().regex(/^[A-Za-z0-9_-]{22}$/)),
});

/** Reads the tags of an event (lists of values); undefined if the mail is none of ours. */
export function nameOfTags(tags: unknown): DeliveryName | undefined {
  const parsed = eventTags.safeParse(tags);
  if (!parsed.success) return undefined;
  return {
    owner: parsed.data['rekindle-owner'][0],
    digestId: parsed.data['rekindle-digest'][0],
    period: parsed.data['rekindle-period'][0],
    recipient: parsed.data['rekindle-recipient'][0],
  };
}
