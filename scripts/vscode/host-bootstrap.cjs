// Runs inside the extension host as extensionTestsPath. Sends console.* to $VSH_OUT and hands over to the real test module ($VSH_TESTS).
const fs = require('node:fs'),
  { format } = require('node:util'),
  { pathToFileURL } = require('node:url');
exports.run = async function () {
  const write = (...a) => fs.appendFileSync(process.env.VSH_OUT, format(...a) + '\n');
  for (const k of ['log', 'info', 'warn', 'error', 'debug'])
    Object.defineProperty(console, k, { value: write, writable: true, configurable: true }); // the host makes plain assignment a no-op
  const file = process.env.VSH_TESTS;
  try {
    let m;
    try {
      m = require(file);
    } catch (e) {
      if (e?.code !== 'ERR_REQUIRE_ESM' && e?.code !== 'ERR_REQUIRE_ASYNC_MODULE') throw e;
      m = await import(pathToFileURL(file));
    }
    m = m.run ? m : m.default;
    // both historic shapes: run(): Promise and run(testsRoot, callback)
    await (m.run.length >= 2
      ? new Promise((ok, no) =>
          m.run(file, (err, failures) =>
            err || failures ? no(err ?? new Error(failures + ' failures')) : ok(),
          ),
        )
      : m.run());
    fs.writeFileSync(process.env.VSH_OUT + '.ok', ''); // the shim reports success only with this file: a dead host can look like exit 0
  } catch (e) {
    write('TEST RUN FAILED:', e?.stack ?? e);
    throw e instanceof Error ? e : new Error(String(e));
  }
};
