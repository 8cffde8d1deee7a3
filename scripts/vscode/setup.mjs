/**
 * Makes a real VS Code for tests in `.cache/vscode-host`: the VS Code server inside npm's `code-server`, and Chromium.
 *
 *   node scripts/vscode/setup.mjs            install what is missing (about a minute the first time)
 *   node scripts/vscode/setup.mjs --check    exit 0 when everything is there, 1 with the reason when not
 *
 * Native builds are skipped: terminals, file watching and search arrive prebuilt, and log files are not needed.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const CODE_SERVER_VERSION = '4.139.1';
const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const TOOLS = path.join(ROOT, '.cache', 'vscode-host');
export const CODE_SERVER = path.join(TOOLS, 'node_modules', 'code-server');
const VSCODE = path.join(CODE_SERVER, 'lib', 'vscode');
const STAMP = path.join(TOOLS, 'complete');

/** Where Debian, Ubuntu, Fedora and macOS put a Chromium that Playwright can drive. */
const CHROMIUM_PLACES = [
  process.env.PROMPTHUB_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export function findChromium() {
  return CHROMIUM_PLACES.find((place) => place && existsSync(place));
}

/** What is missing for the VS Code suites, in words; undefined when they can run. */
export function missing() {
  if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== CODE_SERVER_VERSION) {
    return 'the VS Code server is not installed (node scripts/vscode/setup.mjs)';
  }
  if (!findChromium()) return 'no Chromium found (install it, or name it in PROMPTHUB_CHROMIUM)';
  return undefined;
}

function npm(cwd, ...args) {
  const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  execFileSync('npm', [...args, ...flags], { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
}

/** Debian packages, only as root and only when asked for (continuous integration). */
function installChromium() {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, stdio: ['ignore', 'inherit', 'inherit'] };
  execFileSync('apt-get', ['update', '-qq'], options);
  const packages = ['chromium', 'fonts-dejavu-core', 'fonts-noto-color-emoji'];
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], options);
}

export function setup() {
  if (!findChromium() && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) installChromium();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === CODE_SERVER_VERSION) return;
  mkdirSync(TOOLS, { recursive: true });
  writeFileSync(path.join(TOOLS, 'package.json'), '{ "private": true }\n');
  npm(TOOLS, 'install', `code-server@${CODE_SERVER_VERSION}`);
  npm(VSCODE, 'install', '--omit=dev');
  npm(path.join(VSCODE, 'extensions'), 'install', '--omit=dev');
  writeFileSync(STAMP, CODE_SERVER_VERSION);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!process.argv.includes('--check')) setup();
  const reason = missing();
  if (reason) {
    console.error(`VS Code suites cannot run: ${reason}`);
    process.exit(1);
  }
}
