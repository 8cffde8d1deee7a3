import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { assertionsReference } from './reference';

const { names } = JSON.parse(readFileSync(resolve(__dirname, 'testing/promptfoo-verdicts.json'), 'utf8')) as {
  names: string[];
};
const reference = resolve(__dirname, '../../../docs/reference/assertions.md');

it('says what the registry says (else run `node scripts/docs-assertions.mjs` after a build)', () => {
  expect(readFileSync(reference, 'utf8')).toBe(assertionsReference());
});

it('has every name of promptfoo', () => {
  expect(names).toHaveLength(66);
  const text = assertionsReference();
  for (const name of names) expect(text.split(`\n| \`${name}\` |`)).toHaveLength(2);
});
