import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** Where a Chromium is on this machine, if there is one: `CHROMIUM`, else by its usual names. */
export const chromiumPath = [
  ...(process.env['CHROMIUM'] === undefined ? [] : [process.env['CHROMIUM']]),
  ...['/usr/bin', ...(process.env['PATH'] ?? '').split(delimiter)].flatMap((folder) =>
    ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)),
  ),
].find(isExecutable);

/** Starts it without anything that it does by itself. @throws if there is none */
export function launchChromium(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('There is no Chromium here; set CHROMIUM to where one is.');
  const args = '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking'.split(' ');
  return chromium.launch({
    executablePath: chromiumPath,
    args: [...args, '--disable-component-update', '--disable-sync'],
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
