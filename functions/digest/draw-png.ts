import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { CHART_SCALE } from './chart.ts';

/** What these are called beside the bundle in Lambda; on a laptop they lie in their packages. */
export const WASM_ASSET = 'resvg.wasm';
export const FONT_ASSET = 'chart-font.ttf';
export const WASM_PACKAGE = '@resvg/resvg-wasm/index_bg.wasm';
export const FONT_PACKAGE = 'dejavu-fonts-ttf/ttf/DejaVuSerif-Bold.ttf';

/** 2.5 MB of wasm and a font of 0.4 MB, read when the first chart is drawn; about 0.9 s then, 0.2 s later. */
let loading: Promise<{ readonly draw: (svg: string) => Uint8Array }> | undefined;

/**
 * Draws an SVG as PNG on a transparent ground. Letters are drawn with the font that comes along and with no other:
 * without one, resvg leaves them out and says nothing.
 * @throws if wasm or font cannot be found or the SVG is none
 */
export async function drawPng(svg: string): Promise<Uint8Array> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return (await loading).draw(svg);
}

async function load() {
  const [{ initWasm, Resvg }, wasm, font] = await Promise.all([
    import('@resvg/resvg-wasm'),
    readFile(fileOf(WASM_ASSET, WASM_PACKAGE)),
    readFile(fileOf(FONT_ASSET, FONT_PACKAGE)),
  ]);
  await initWasm(wasm);
  return {
    draw(svg: string): Uint8Array {
      const picture = new Resvg(svg, {
        fitTo: { mode: 'zoom', value: CHART_SCALE },
        font: { fontBuffers: [font], defaultFontFamily: 'DejaVu Serif' },
      });
      const drawn = picture.render();
      const png = drawn.asPng();
      // Memory of wasm is not collected by itself.
      drawn.free();
      picture.free();
      return png;
    },
  };
}

function fileOf(asset: string, inPackage: string): string {
  const beside = fileURLToPath(new URL(`./${asset}`, import.meta.url));
  return existsSync(beside) ? beside : createRequire(import.meta.url).resolve(inPackage);
}
