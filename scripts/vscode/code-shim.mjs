#!/usr/bin/env node
/**
 * Looks enough like the VS Code desktop executable for @vscode/test-electron and @vscode/test-cli, but runs the tests
 * in the extension host of npm's `code-server`, with headless Chromium as the window:
 *
 *   code-shim.mjs [folder | file.code-workspace] --extensionDevelopmentPath=DIR… --extensionTestsPath=MODULE
 *                 [--user-data-dir=DIR] [--extensions-dir=DIR]
 *
 * Environment: VSH_TIMEOUT seconds (120) · VSH_VERBOSE=1 · VSH_SHOT=file.png · VSH_KEEP=1 · VSH_SETTINGS='{…}' ·
 * VSH_SKIP=built-in extensions to leave out, by comma.
 */
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { format } from 'node:util';
import { launchBrowser, newPage, startServer, workbenchUrl } from './host.mjs';

const verbose = Boolean(process.env.VSH_VERBOSE);
const startedAt = Date.now();
const elapsed = () => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;

const options = parseArguments(process.argv.slice(2));
const dir = mkdtempSync(path.join(tmpdir(), 'vsh-'));
const output = path.join(dir, 'out.log');
writeFileSync(output, '');

const server = await startServer({
  dir,
  extensionsDir: options.extensionsDir,
  settings: readSettings(options.userDataDir),
  env: {
    ...(process.env.VSH_SKIP ? { VSCODE_SKIP_BUILTIN_EXTENSIONS: process.env.VSH_SKIP } : {}),
    VSH_OUT: output,
    VSH_TESTS: path.resolve(options.tests),
    VSCODE_TEST_OPTIONS: process.env.VSCODE_TEST_OPTIONS ?? '',
  },
});
if (verbose) console.error('server up', elapsed(), server.origin, dir);

const stopPumping = pump(output);
let browser;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, async () => {
    await browser?.close().catch(() => {});
    await server.stop();
    process.exit(130);
  });
}

let code = 'none';
let finished = false;
try {
  browser = await launchBrowser();
  code = await runInWindow(await newPage(browser));
} finally {
  // The host reports 0 even when it was killed; only the file that host-bootstrap.cjs writes at the end is believed.
  finished = existsSync(`${output}.ok`);
  await browser?.close();
  await server.stop();
  stopPumping();
  if (process.env.VSH_KEEP) console.error('kept', dir);
  else rmSync(dir, { recursive: true, force: true });
}
if (code === 0 && !finished) code = 'host ended before the test module did';
if (verbose || code !== 0) console.error('extension host:', code, elapsed());
process.exit(typeof code === 'number' ? code : 124);

async function runInWindow(page) {
  const exited = new Promise((resolve) => page.exposeFunction('codeAutomationExit', resolve));
  await page.exposeFunction('codeAutomationLog', (type, args) => {
    if (verbose) console.error(`[${type}]`, format(...args).slice(0, 400));
  });
  await page.goto(
    workbenchUrl(server, {
      ...options.target,
      dev: options.extensions,
      tests: path.join(import.meta.dirname, 'host-bootstrap.cjs'),
    }),
  );
  const limit = 1000 * Number(process.env.VSH_TIMEOUT ?? 120);
  const result = await Promise.race([
    exited,
    new Promise((resolve) => setTimeout(() => resolve('timeout'), limit)),
  ]);
  if (process.env.VSH_SHOT) await page.screenshot({ path: process.env.VSH_SHOT });
  return result;
}

/** Switches of the desktop binary that mean nothing here are ignored on purpose. */
function parseArguments(argv) {
  const parsed = { extensions: [], target: {} };
  for (let i = 0; i < argv.length; i++) {
    const [, name, value] = /^--([^=]+)(?:=(.*))?$/s.exec(argv[i]) ?? [];
    if (name === 'extensionDevelopmentPath') parsed.extensions.push(value ?? argv[++i]);
    else if (name === 'extensionTestsPath') parsed.tests = value ?? argv[++i];
    else if (name === 'user-data-dir') parsed.userDataDir = value ?? argv[++i];
    else if (name === 'extensions-dir') parsed.extensionsDir = value ?? argv[++i];
    else if (!name && existsSync(argv[i])) {
      const place = path.resolve(argv[i]);
      parsed.target = place.endsWith('.code-workspace') ? { workspace: place } : { folder: place };
    }
  }
  return parsed;
}

function readSettings(userDataDir) {
  const file = userDataDir && path.join(userDataDir, 'User', 'settings.json');
  const own = file && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  return { ...own, ...JSON.parse(process.env.VSH_SETTINGS ?? '{}') };
}

/** Copies what tests print in the host (it arrives in a file) to our standard output. */
function pump(file) {
  const descriptor = openSync(file, 'r');
  const buffer = Buffer.alloc(65_536);
  let position = 0;
  const copy = () => {
    for (let read; (read = readSync(descriptor, buffer, 0, buffer.length, position)) > 0; position += read) {
      process.stdout.write(Buffer.from(buffer.subarray(0, read)));
    }
  };
  const timer = setInterval(copy, 100);
  return () => {
    clearInterval(timer);
    copy();
    closeSync(descriptor);
  };
}
