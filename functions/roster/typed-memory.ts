type Values = Uint8Array | Uint16Array | Int32Array | Uint32Array | Float64Array;

/**
 * Gives the memory of a typed array back at once: the garbage collector may leave what is large lying for long, since it
 * looks at its own heap first.
 * @returns an empty one in its place
 */
export function letGo<T extends Values>(values: T): T;
export function letGo(values: Values): Values {
  if (!(values.buffer instanceof ArrayBuffer) || values.buffer.detached) return values;
  // Of a Buffer, its own `slice` would be a view of what is given back.
  const empty: Values = Uint8Array.prototype.slice.call(values, 0, 0);
  values.buffer.transfer(0);
  return empty;
}
