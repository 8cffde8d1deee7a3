import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { judge } from './judge';
import { assertionsReference } from './reference';
import { ASSERTION_TYPES } from './registry';
import { UNSUPPORTED } from './unsupported';

const { names } = JSON.parse(readFileSync(resolve(__dirname, 'testing/promptfoo-verdicts.json'), 'utf8')) as {
  names: string[];
};
const reference = resolve(__dirname, '../../../docs/reference/assertions.md');

it('says what the registry says (else run `node scripts/docs-assertions.mjs` after a build)', () => {
  expect(readFileSync(reference, 'utf8')).toBe(assertionsReference());
});

it('has every name of promptfoo, in one of its two tables', () => {
  expect(names).toHaveLength(66);
  const text = assertionsReference();
  for (const name of names) expect(text.split(`\n| \`${name}\` |`)).toHaveLength(2);
  expect([...UNSUPPORTED.keys()].filter((name) => !names.includes(name))).toEqual([]);
});

it('says of a name that is not judged why', async () => {
  for (const [type, why] of UNSUPPORTED) {
    if (ASSERTION_TYPES.includes(type)) continue;
    const observed = { output: '', vars: {}, prompt: '', model: '' };
    const verdict = await judge({ type: `not-${type}` }, observed, { index: 0 });
    expect(verdict).toMatchObject({ errored: true, pass: false });
    expect(verdict.reason).toBe(`There is no assertion "not-${type}" here: ${why}.`);
  }
});
