import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  assertionSchema,
  configSchema,
  promptSchema,
  providerSchema,
  scenarioSchema,
  testSchema,
} from './config-schema';

const PAGE = readFileSync(join(__dirname, '../../../docs/promptfoo.md'), 'utf8');

const { evaluateOptions, commandLineOptions } = configSchema.shape;

test.each([
  ['top level', configSchema],
  ['`evaluateOptions`', evaluateOptions.unwrap()],
  ['`commandLineOptions`', commandLineOptions.unwrap()],
  ['prompts', promptSchema],
  ['providers', providerSchema],
  ['a test', testSchema],
  ['`options`', testSchema.shape.options.unwrap()],
  ['an assertion', assertionSchema],
  ['a scenario', scenarioSchema],
])('%s: the page names every key that is taken', (part, schema) => {
  const row = PAGE.split('\n').find((line) => line.startsWith(`| ${part} |`)) ?? '';
  const supported = row.split(' | ')[1] ?? '';
  const missing = Object.keys(schema.shape).filter(
    (key) => !new RegExp(`\`${key.replace('$', '\\$')}[\`:]`).test(supported),
  );
  expect(missing).toEqual([]);
});
