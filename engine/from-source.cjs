// Lets a process of a test that judges apart run from the TypeScript sources, as jest does: `node --require` this file with
// `--conditions=prompthub-source`. Such a process may load no native code, so a transformer in plain JavaScript is used.
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { transform } = require('sucrase');

Module._extensions['.ts'] = (module, filename) => {
  const { code } = transform(readFileSync(filename, 'utf8'), {
    transforms: ['typescript', 'imports'],
    disableESTransforms: true,
    preserveDynamicImport: true,
  });
  module._compile(code, filename);
};
