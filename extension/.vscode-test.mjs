// Tests inside a real extension host: `npm run -w extension test:host`. On a desktop it downloads VS Code; with
// VSCODE_SHIM (see scripts/vscode/) it uses the VS Code server and Chromium of this machine.
import { defineConfig } from '@vscode/test-cli';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';

const HERE = import.meta.dirname;
const shim = process.env.VSCODE_SHIM;
const workspace = path.join(HERE, 'dist/test-workspace');

// Tests write files, so that each run has its own copy of the fixtures.
rmSync(workspace, { recursive: true, force: true });
mkdirSync(workspace, { recursive: true });
cpSync(path.join(HERE, 'test/fixtures'), workspace, { recursive: true });

// A second extension that offers language models. A new folder each time: the editor scans it only when it knows none.
const extensions = path.join(HERE, 'dist/test-extensions');
rmSync(extensions, { recursive: true, force: true });
cpSync(path.join(HERE, 'test/lm-extension'), path.join(extensions, 'prompthub-test-models'), {
  recursive: true,
});

if (!process.env.PROMPTHUB_TESTS_BUILT) {
  const built = spawnSync(process.execPath, ['esbuild.mjs', '--tests'], { cwd: HERE, stdio: 'inherit' });
  if (built.status !== 0) throw new Error('The extension or its tests could not be built.');
}

export default defineConfig([
  {
    label: 'extension host',
    files: 'dist/test/*.test.js',
    extensionDevelopmentPath: HERE,
    launchArgs: [`--extensions-dir=${extensions}`],
    workspaceFolder: workspace,
    mocha: { ui: 'bdd', timeout: 20_000, reporter: path.join(HERE, 'test/support/reporter.cjs') },
    skipExtensionDependencies: true,
    ...(shim ? { useInstallation: { fromPath: shim } } : {}),
  },
]);
