// Lets promptfoo run the configurations in engine/src/promptfoo/testing/configs and keeps what it asked and found for the engine's tests:
//
//     node scripts/oracles/promptfoo-configs.mjs
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environment, folder, install, VERSION } from './promptfoo-setup.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const configs = resolve(root, 'engine/src/promptfoo/testing/configs');
const file = resolve(root, 'engine/src/promptfoo/testing/promptfoo-runs.json');

install();
const runs = Object.fromEntries(
  readdirSync(configs)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => [name, runOf(name)]),
);
const lines = Object.entries(runs).map(
  ([name, results]) =>
    `    ${JSON.stringify(name)}: [\n${results.map((each) => `      ${JSON.stringify(each)}`).join(',\n')}\n    ]`,
);
writeFileSync(file, `{\n  "origin": "promptfoo ${VERSION}",\n  "runs": {\n${lines.join(',\n')}\n  }\n}\n`);
console.log(`${Object.values(runs).flat().length} results of promptfoo ${VERSION} in ${file}`);

function runOf(name) {
  const output = resolve(folder, 'results.json');
  const program = resolve(folder, 'node_modules/promptfoo/dist/src/entrypoint.js');
  const options = ['--no-cache', '--no-table', '--no-progress-bar', '--max-concurrency', '1'];
  try {
    execFileSync(process.execPath, [program, 'eval', '-c', name, '-o', output, ...options], {
      cwd: configs,
      env: { ...process.env, ...environment },
      stdio: 'ignore',
    });
  } catch (error) {
    // It says so with 100 when a test failed, as some are meant to.
    if (error.status !== 100) throw error;
  }
  const { results } = JSON.parse(readFileSync(output, 'utf8')).results;
  return results
    .toSorted((a, b) => a.testIdx - b.testIdx || a.promptIdx - b.promptIdx)
    .map(({ testIdx, testCase, provider, prompt, success, score }) => ({
      test: testIdx,
      ...(testCase.description && { description: testCase.description }),
      model: provider.label || provider.id,
      asked: prompt.raw,
      pass: success,
      score,
    }));
}
