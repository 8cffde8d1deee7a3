#!/usr/bin/env node
const { existsSync } = require('node:fs');
const nodeModule = require('node:module');
const { join } = require('node:path');

const program = join(__dirname, '../dist/prompthub.js');
// Node keeps the compiled program (from 22.1 on), so that the next start is quicker.
nodeModule.enableCompileCache?.();
if (existsSync(program)) require(program);
else {
  process.stderr.write('prompthub is not built yet. Run `npm run build` first.\n');
  process.exitCode = 2;
}
