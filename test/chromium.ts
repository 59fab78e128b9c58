import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** Where a Chromium is installed; undefined if there is none. */
export const CHROMIUM = ['/usr/bin', ...(process.env['PATH'] ?? '').split(delimiter)]
  .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)))
  .find(isExecutable);

/** A browser that asks nobody but whom a test names. */
export function launchChromium(): Promise<Browser> {
  const quiet = '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking'.split(' ');
  return chromium.launch({
    executablePath: CHROMIUM ?? '',
    args: [...quiet, '--disable-component-update', '--disable-sync'],
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
