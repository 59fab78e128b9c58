import { Buffer } from 'node:buffer';

/** A value as the table's protocol writes it: `{ S: 'text' }`, `{ N: '1' }`, and bytes in base64. */
export type WireValue = { readonly [type: string]: unknown };

/** What the document client makes of plain values, for those that the stores use: no sets, and no numbers beyond doubles. */
export function toWire(value: unknown): WireValue {
  if (value === null) return { NULL: true };
  switch (typeof value) {
    case 'string':
      return { S: value };
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`The table has no number ${value}.`);
      return { N: String(value) };
    case 'boolean':
      return { BOOL: value };
    case 'object':
      if (value instanceof Uint8Array) return { B: Buffer.from(value).toString('base64') };
      if (Array.isArray(value)) return { L: value.filter((one) => one !== undefined).map(toWire) };
      if (Object.getPrototypeOf(value) === Object.prototype) return { M: toWireMap(value as Record<string, unknown>) };
  }
  throw new TypeError(`The stores keep no ${typeof value} ${Object.prototype.toString.call(value)}.`);
}

export function toWireMap(map: Readonly<Record<string, unknown>>): Record<string, WireValue> {
  const wire: Record<string, WireValue> = {};
  for (const [name, value] of Object.entries(map)) if (value !== undefined) wire[name] = toWire(value);
  return wire;
}

export function fromWire(wire: WireValue): unknown {
  const [[type, value] = ['', undefined]] = Object.entries(wire);
  switch (type) {
    case 'S':
    case 'BOOL':
      return value;
    case 'N':
      return Number(value);
    case 'NULL':
      return null;
    case 'B':
      return new Uint8Array(Buffer.from(String(value), 'base64'));
    case 'L':
      return (value as WireValue[]).map(fromWire);
    case 'M':
      return fromWireMap(value as Record<string, WireValue>);
    default:
      throw new TypeError(`The stores keep nothing of type ${type}.`);
  }
}

export function fromWireMap(wire: Readonly<Record<string, WireValue>>): Record<string, unknown> {
  const map: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(wire)) map[name] = fromWire(value);
  return map;
}
