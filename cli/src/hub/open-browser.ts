import { spawn } from 'node:child_process';

/** Opens an address in the person's browser, where there is one; the address is printed too, so failing is no matter. */
export function openBrowser(url: string): void {
  const [command, ...args] = commandFor(url);
  if (command === undefined) return;
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}

function commandFor(url: string): string[] {
  if (process.platform === 'darwin') return ['open', url];
  // Without a shell, so that `&` in the address stays a part of it.
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url];
  return process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'] ? ['xdg-open', url] : [];
}
