// Mocha's `spec` on the console and, when MOCHA_JSON names a file, the results there for the caller.
const { writeFileSync } = require('node:fs');
const Mocha = require('mocha');

module.exports = class extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const pending = [];
    runner.on('pending', (test) => pending.push({ fullTitle: test.fullTitle() }));
    runner.once('end', () => {
      if (!process.env.MOCHA_JSON) return;
      try {
        writeFileSync(process.env.MOCHA_JSON, JSON.stringify({ stats: this.stats, pending }, null, 2));
      } catch (error) {
        // Whatever is thrown here would keep the host waiting until its time is over.
        console.error(`${process.env.MOCHA_JSON} could not be written: ${error}`);
      }
    });
  }
};
