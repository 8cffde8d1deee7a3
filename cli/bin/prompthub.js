#!/usr/bin/env node
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const program = join(__dirname, '../dist/prompthub.js');
if (existsSync(program)) require(program);
else {
  process.stderr.write('prompthub is not built yet. Run `npm run build` first.\n');
  process.exitCode = 2;
}
