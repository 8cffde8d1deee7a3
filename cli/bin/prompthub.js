#!/usr/bin/env node
const { spawn } = require('node:child_process');
const { existsSync } = require('node:fs');
const nodeModule = require('node:module');
const { join } = require('node:path');

const NEEDED_MAJOR = 24;
const program = join(__dirname, '../dist/prompthub.js');

if (!existsSync(program)) fail('prompthub is not built yet. Run `npm run build` first.');
else if (Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR) {
  // Node keeps the compiled program, so that the next start is quicker.
  nodeModule.enableCompileCache?.();
  require(program);
} else goOnInOwnNode();

/** The repository brings its Node along; a shell may find an older one first. */
function goOnInOwnNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const binary = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';
  const own = join(__dirname, '../../node_modules', `node-${platform}-${process.arch}`, binary);
  if (!existsSync(own))
    return fail(`prompthub needs Node ${NEEDED_MAJOR} or newer; this is ${process.version}.`);
  const child = spawn(own, [__filename, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.once('exit', (code) => (process.exitCode = code ?? 1));
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exitCode = 2;
}
