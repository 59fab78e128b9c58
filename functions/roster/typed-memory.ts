/**
 * Gives the memory of a typed array back at once: the garbage collector may leave what is large lying for long, since it
 * looks at its own heap first.
 * @returns an empty one in its place
 */
export function letGo<T extends Uint8Array | Uint32Array | Float64Array>(values: T): T;
export function letGo(values: Uint8Array | Uint32Array | Float64Array): Uint8Array | Uint32Array | Float64Array {
  if (values.buffer instanceof ArrayBuffer && !values.buffer.detached) values.buffer.transfer(0);
  return values;
}
