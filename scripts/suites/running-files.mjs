import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../lib/bootstrap.mjs';

/** A reporter of jest: keeps a file of the test files that have begun and not ended, for when the run is stopped. */
export default class RunningFiles {
  #running = new Set();
  #file;

  constructor(_config, { file }) {
    this.#file = file;
    this.#write();
  }

  onTestFileStart({ path: file }) {
    this.#running.add(file);
    this.#write();
  }

  onTestFileResult({ path: file }) {
    this.#running.delete(file);
    this.#write();
  }

  #write() {
    writeFileSync(this.#file, [...this.#running].map((file) => path.relative(ROOT, file)).join('\n'));
  }
}
