import { Buffer } from 'node:buffer';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';

/** An item with its types, as DynamoDB itself writes them: numbers stay as they were written, to the last digit. */
export type RawItem = Record<string, AttributeValue>;

/** Bytes as base64, as in DynamoDB's own JSON. */
interface Written {
  S?: string;
  N?: string;
  B?: string;
  BOOL?: boolean;
  NULL?: boolean;
  SS?: string[];
  NS?: string[];
  BS?: string[];
  L?: Written[];
  M?: Record<string, Written>;
}

const bytes = z.base64();
const written: z.ZodType<Written> = z.lazy(() =>
  z
    .strictObject({
      S: z.string(),
      N: z.string(),
      B: bytes,
      BOOL: z.boolean(),
      NULL: z.boolean(),
      SS: z.array(z.string()),
      NS: z.array(z.string()),
      BS: z.array(bytes),
      L: z.array(written),
      M: z.record(z.string(), written),
    })
    .partial()
    .refine((value) => Object.keys(value).length === 1),
);
const writtenItem = z.record(z.string(), written).refine((item) => item['pk']?.S && item['sk']?.S);

/** An item on one line. */
export function itemToJson(item: RawItem): string {
  return JSON.stringify(Object.fromEntries(Object.entries(item).map(([name, value]) => [name, toWritten(value)])));
}

/** An item from what {@link itemToJson} made. @throws ZodError if it is none */
export function itemFromJson(json: unknown): RawItem {
  const item = writtenItem.parse(json);
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, fromWritten(value)]));
}

function toWritten(value: AttributeValue): Written {
  if (value.B !== undefined) return { B: base64(value.B) };
  if (value.BS !== undefined) return { BS: value.BS.map(base64) };
  if (value.L !== undefined) return { L: value.L.map(toWritten) };
  if (value.M !== undefined) {
    return { M: Object.fromEntries(Object.entries(value.M).map(([name, part]) => [name, toWritten(part)])) };
  }
  return value as Written;
}

function fromWritten(value: Written): AttributeValue {
  if (value.B !== undefined) return { B: Buffer.from(value.B, 'base64') };
  if (value.BS !== undefined) return { BS: value.BS.map((part) => Buffer.from(part, 'base64')) };
  if (value.L !== undefined) return { L: value.L.map(fromWritten) };
  if (value.M !== undefined) {
    return { M: Object.fromEntries(Object.entries(value.M).map(([name, part]) => [name, fromWritten(part)])) };
  }
  return value as AttributeValue;
}

const base64 = (value: Uint8Array): string => Buffer.from(value).toString('base64');
