/**
 * Runs inside the extension host as extensionTestsPath: sends console.* to $VSH_OUT, where code-shim.mjs reads it, and
 * hands over to the real test module, $VSH_TESTS.
 */
const fs = require('node:fs');
const { format } = require('node:util');
const { pathToFileURL } = require('node:url');

exports.run = async function run() {
  redirectConsole();
  try {
    const module = await load(process.env.VSH_TESTS);
    await runTests(module);
    // A host that was killed can look like success; the shim believes only this file.
    fs.writeFileSync(`${process.env.VSH_OUT}.ok`, '');
  } catch (error) {
    write('TEST RUN FAILED:', error?.stack ?? error);
    throw error instanceof Error ? error : new Error(String(error));
  }
};

function write(...values) {
  // The native logger is not built here (setup.mjs); each of the host's loggers would say so in twenty lines.
  if (values.some((value) => /spdlog/.test(String(value?.stack ?? value)))) return;
  fs.appendFileSync(process.env.VSH_OUT, `${format(...values)}\n`);
}

/** The host makes plain assignment a no-op. */
function redirectConsole() {
  for (const name of ['log', 'info', 'warn', 'error', 'debug']) {
    Object.defineProperty(console, name, { value: write, writable: true, configurable: true });
  }
}

async function load(file) {
  let module;
  try {
    module = require(file);
  } catch (error) {
    if (error?.code !== 'ERR_REQUIRE_ESM' && error?.code !== 'ERR_REQUIRE_ASYNC_MODULE') throw error;
    module = await import(pathToFileURL(file));
  }
  return module.run ? module : module.default;
}

/** Both historic shapes: run(): Promise, and run(testsRoot, callback). */
function runTests(module) {
  if (module.run.length < 2) return module.run();
  return new Promise((resolve, reject) => {
    module.run(process.env.VSH_TESTS, (error, failures) => {
      if (error || failures) reject(error ?? new Error(`${failures} failures`));
      else resolve();
    });
  });
}
