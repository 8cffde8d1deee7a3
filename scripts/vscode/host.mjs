/**
 * Starts the VS Code server that ships inside npm's `code-server` (installed by setup.mjs), and a Chromium page on it.
 */
import { spawn, execFileSync } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { CODE_SERVER, findChromium } from './setup.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const SERVER_MAIN = path.join(CODE_SERVER, 'lib', 'vscode', 'out', 'server-main.js');
export const quietSettings = JSON.parse(readFileSync(path.join(HERE, 'settings.json'), 'utf8'));

/** smoke=true makes the workbench honour the extensionDevelopmentPath/extensionTestsPath payload and window.driver, but hides toasts. */
export async function startServer({
  dir,
  extensionsDir,
  settings = {},
  smoke = true,
  trust = false,
  args = [],
  env = {},
  log,
} = {}) {
  dir ??= mkdtempSync(path.join(tmpdir(), 'vsh-'));
  const user = path.join(dir, 'user');
  mkdirSync(path.join(user, 'User'), { recursive: true });
  writeFileSync(
    path.join(user, 'User', 'settings.json'),
    JSON.stringify({ ...quietSettings, ...settings }, null, 2),
  );
  extensionsDir ??= path.join(dir, 'extensions');
  mkdirSync(extensionsDir, { recursive: true });
  const tmp = path.join(dir, 't');
  mkdirSync(tmp, { recursive: true });
  const childEnv = {
    EXTENSIONS_GALLERY: '{}',
    ...process.env,
    ...(tmp.length < 45 ? { TMPDIR: tmp, XDG_RUNTIME_DIR: tmp } : {}),
    ...env,
  };
  // EXTENSIONS_GALLERY '{}' = no marketplace at all (default open-vsx.org). TMPDIR: keeps vscode-ipc-*.sock in our folder (socket paths are limited to 107 bytes).
  for (const k of Object.keys(childEnv))
    if (/^(VSCODE_|CODE_SERVER_|ELECTRON_)/.test(k) && !(k in env)) delete childEnv[k];
  const child = spawn(
    process.execPath,
    [
      SERVER_MAIN,
      '--host',
      '127.0.0.1',
      '--port',
      '0',
      '--without-connection-token',
      '--accept-server-license-terms',
      '--disable-telemetry',
      '--disable-experiments',
      '--disable-update-check',
      '--disable-getting-started-override',
      '--reconnection-grace-time',
      '1',
      ...(trust ? [] : ['--disable-workspace-trust']),
      ...(smoke ? ['--enable-smoke-test-driver'] : []),
      '--server-data-dir',
      path.join(dir, 'server'),
      '--user-data-dir',
      user,
      '--extensions-dir',
      extensionsDir,
      ...args,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: childEnv, detached: true },
  ); // own process group, so that stop() reaps the hosts too
  const file = log ?? path.join(dir, 'server.log');
  const w = createWriteStream(file);
  child.stderr.pipe(w, { end: false });
  const port = await new Promise((resolve, reject) => {
    let buf = '';
    child.stdout.on('data', (d) => {
      w.write(d);
      buf += d;
      const m = /Extension host agent listening on (\d+)/.exec(buf);
      if (m) resolve(+m[1]);
    });
    child.on('exit', (c) => reject(new Error(`server exited ${c}; see ${file}`)));
    setTimeout(() => reject(new Error('server start timeout')), 60_000).unref();
  });
  const stop = async () => {
    const gone = new Promise((r) => (child.exitCode !== null ? r() : child.once('exit', r)));
    try {
      process.kill(-child.pid, 'SIGTERM');
    } catch {}
    await Promise.race([gone, new Promise((r) => setTimeout(r, 5000))]);
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {}
  };
  return {
    port,
    dir,
    user,
    extensionsDir,
    logFile: file,
    pid: child.pid,
    origin: `http://127.0.0.1:${port}`,
    authority: `127.0.0.1:${port}`,
    stop,
  };
}

/** Installs a packed .vsix into an --extensions-dir (offline, about 1 s). For an unpacked folder a symlink in a NEW extensions-dir is enough. */
export function installVsix(vsix, extensionsDir) {
  const tmp = mkdtempSync(path.join(tmpdir(), 'vsh-i-'));
  try {
    return execFileSync(
      process.execPath,
      [
        SERVER_MAIN,
        '--accept-server-license-terms',
        '--server-data-dir',
        tmp,
        '--user-data-dir',
        tmp + '/u',
        '--extensions-dir',
        extensionsDir,
        '--install-extension',
        vsix,
        '--force',
      ],
      { env: { ...process.env, EXTENSIONS_GALLERY: '{}' }, encoding: 'utf8' },
    );
  } finally {
    rmSync(tmp, { recursive: true, force: true });
  }
}

export async function launchBrowser(options = {}) {
  return chromium.launch({
    executablePath: findChromium(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // fail fast instead of waiting on DNS for every CDN the workbench knows
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ],
    ...options,
  });
}

/** New clean window. Serves /mint-key, which code-server's front end normally does: without it SecretStorage works but forgets on reload. */
export async function newPage(browser, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1400, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options,
  });
  await context.route('**/mint-key', (r) => r.fulfill({ body: Buffer.alloc(32, 7) }));
  await context.route(/\/proxy\/\d+\//, leadToLoopback);
  return context.newPage();
}

/**
 * The workbench leads addresses of this machine through /proxy/<port>/…, which code-server's front end serves. Here the
 * browser can reach them directly. By script, because Playwright routes no redirect that follows another one.
 */
async function leadToLoopback(route) {
  const direct = route
    .request()
    .url()
    .replace(/^.*?\/proxy\/(\d+)\//, 'http://127.0.0.1:$1/');
  const { headers } = await fetch(direct, { redirect: 'manual' });
  const target = new URL(headers.get('location') ?? direct, direct).href;
  await route.fulfill({
    contentType: 'text/html',
    body: `<script>location.replace(${JSON.stringify(target)})</script>`,
  });
}

/** URL of a window. dev/tests: absolute paths on this machine. */
export function workbenchUrl(server, { folder, workspace, dev = [], tests, payload = [] } = {}) {
  const remote = (p) => `vscode-remote://${server.authority}${p}`;
  const pl = [
    ...[dev].flat().map((d) => ['extensionDevelopmentPath', remote(path.resolve(d))]),
    ...(tests ? [['extensionTestsPath', remote(path.resolve(tests))]] : []),
    ...payload,
  ];
  const q = new URLSearchParams();
  if (folder) q.set('folder', path.resolve(folder));
  else if (workspace) q.set('workspace', path.resolve(workspace));
  else q.set('ew', 'true');
  if (pl.length) q.set('payload', JSON.stringify(pl));
  return `${server.origin}/?${q}`;
}
