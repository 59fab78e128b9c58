import { DARK, LIGHT, type Palette } from './palette.ts';

/**
 * Light colours and sizes stand inline, for mail programs that drop `<style>`; classes carry the dark scheme and
 * phones. One-letter names: they are repeated for each of 40 people, and a mail may weigh 102,000 bytes.
 */
export const SANS = "-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
export const SERIF = "Georgia,'Times New Roman',serif";

const dark = (palette: Palette) => `
.p{background-color:${palette.page}!important}
.c{background-color:${palette.card}!important}
.t{background-color:${palette.tint}!important}
.i{color:${palette.ink}!important}
.m{color:${palette.muted}!important}
.a{color:${palette.accent}!important}
.g{color:${palette.gain}!important}
.b{background-color:${palette.accent}!important;color:${palette.onAccent}!important}
.G{background-color:${palette.gain}!important}
.M{background-color:${palette.muted}!important}
.l{border-color:${palette.line}!important}
.q{border-color:${palette.accent}!important}
.r{background-color:${palette.line}!important}`;

export const STYLESHEET = `
td,div,a,li{font-family:${SANS}}
h1,h2{font-family:${SERIF}}
@media (max-width:480px){.x{padding-left:20px!important;padding-right:20px!important}.o{padding-left:0!important;padding-right:0!important}}
@media (prefers-color-scheme:dark){${dark(DARK)}}
`.replaceAll('\n', '');

const size = (px: number, line: number, color: string) => `font-size:${px}px;line-height:${line}px;color:${color}`;

export const S = {
  body: size(16, 24, LIGHT.ink),
  small: size(14, 20, LIGHT.ink),
  muted: size(14, 20, LIGHT.muted),
  tiny: size(13, 18, LIGHT.muted),
  accent: size(14, 20, LIGHT.accent),
  link: `color:${LIGHT.ink};text-decoration:none`,
} as const;
