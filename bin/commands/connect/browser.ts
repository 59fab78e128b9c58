import { spawn } from 'node:child_process';

const OPENERS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  // Without a shell, so that nothing in the address is taken for a command.
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Tries to open an address in the person's browser; where there is none, they open it themselves. */
export function openBrowser(address: string): void {
  const [program, ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  const child = spawn(program, [...args, address], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
