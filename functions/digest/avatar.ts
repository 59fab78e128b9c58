import { type Html, html } from './html.ts';
import { AVATAR_INK, AVATARS } from './palette.ts';

/** Initials in a circle: no picture is fetched from anywhere, so nothing is missing when pictures are off. */
export function avatar(personId: string, initials: string, size: 36 | 48): Html {
  const tint = AVATARS[hash(personId) % AVATARS.length] ?? AVATARS[0];
  const style = `width:${size}px;line-height:${size}px;border-radius:${size / 2}px;background-color:${tint};color:${AVATAR_INK};font-size:${size === 48 ? 17 : 13}px;font-weight:bold;text-align:center`;
  return html`<div style="${style}">${initials}</div>`;
}

/** Keeps a person's colour from week to week; not for anything that matters. */
function hash(text: string): number {
  let value = 7;
  for (let index = 0; index < text.length; index += 1) value = (value * 31 + text.charCodeAt(index)) >>> 0;
  return value;
}
