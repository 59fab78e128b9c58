/** ASCII that is written again and again. */
export interface Fixed {
  /** With room for a whole word behind the last byte. */
  readonly view: DataView;
  readonly size: number;
}

/** Text of ASCII as it is written. */
export function fixed(text: string): Fixed {
  const view = new DataView(new ArrayBuffer(text.length + 4));
  for (let at = 0; at < text.length; at += 1) view.setUint8(at, text.charCodeAt(at));
  return { view, size: text.length };
}
