// Asks promptfoo for its verdicts on the cases in promptfoo-cases.mjs and keeps them for the engine's tests:
//
//     node scripts/oracles/promptfoo.mjs
//
// promptfoo is installed under .cache/ the first time (700 packages); it is no dependency of ours.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { cases } from './promptfoo-cases.mjs';

const VERSION = '0.123.1';
const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const folder = resolve(root, `.cache/oracles/promptfoo-${VERSION}`);
const file = resolve(root, 'engine/src/assertions/testing/promptfoo-verdicts.json');

Object.assign(process.env, {
  PROMPTFOO_CONFIG_DIR: resolve(folder, 'config'),
  PROMPTFOO_DISABLE_TELEMETRY: '1',
  PROMPTFOO_DISABLE_UPDATE: '1',
});
install();
const promptfoo = resolve(folder, 'node_modules/promptfoo');
const { assertions, BaseAssertionTypesSchema, loadApiProvider } = await import(
  pathToFileURL(resolve(promptfoo, 'dist/src/index.js')).href
);
const verdicts = [];
for (const each of cases) {
  const { assertion } = each;
  const negated = { ...assertion, type: `not-${assertion.type}` };
  verdicts.push({
    ...each,
    plain: await verdictOn(each),
    negated: await verdictOn({ ...each, assertion: negated }),
  });
}
const lines = verdicts.map((each) => `    ${JSON.stringify(each)}`).join(',\n');
const names = JSON.stringify(BaseAssertionTypesSchema.options);
writeFileSync(
  file,
  `{\n  "origin": "promptfoo ${VERSION}",\n  "names": ${names},\n  "cases": [\n${lines}\n  ]\n}\n`,
);
console.log(`${verdicts.length} verdicts of promptfoo ${VERSION} in ${file}`);
process.exit(0);

function install() {
  mkdirSync(resolve(folder, 'config'), { recursive: true });
  if (existsSync(resolve(folder, 'node_modules/promptfoo/package.json'))) return;
  writeFileSync(resolve(folder, 'package.json'), '{ "private": true }\n');
  execFileSync(
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', `promptfoo@${VERSION}`],
    { cwd: folder, stdio: 'inherit' },
  );
}

/** `[pass, score]`, or 'error' when promptfoo throws, which fails the whole test there; its words are its own and are not kept. */
async function verdictOn({ assertion, output, latencyMs, answer, tools, calls, spans }) {
  try {
    const provider = tools && (await providerWith(tools));
    const { pass, score } = await assertions.runAssertion({
      assertion,
      test: { vars: {} },
      latencyMs,
      provider,
      ...((calls ?? spans) && { traceId: 'trace', traceData: traceOf(spans ?? spansOf(calls)) }),
      providerResponse: { output, ...answer },
    });
    return [pass, score];
  } catch {
    return 'error';
  }
}

/** OpenAI's, with the same tools in both of its forms. Nothing is sent. */
function providerWith(tools) {
  const functions = tools.map(({ name, inputSchema }) => ({ name, parameters: inputSchema }));
  const config = {
    apiKey: 'none',
    functions,
    tools: functions.map((each) => ({ type: 'function', function: each })),
  };
  return loadApiProvider('openai:chat:gpt-4o', { options: { config } });
}

function traceOf(spans) {
  return { traceId: 'trace', evaluationId: 'evaluation', testCaseId: 'test', spans };
}

/** What an agent that makes these calls would have left behind. */
function spansOf(calls) {
  return calls.map(({ name, arguments: written }, index) => ({
    spanId: `span-${index}`,
    name: `call ${index}`,
    startTime: index,
    endTime: index + 1,
    attributes: { 'tool.name': name, ...(written && { 'tool.arguments': written }) },
  }));
}
