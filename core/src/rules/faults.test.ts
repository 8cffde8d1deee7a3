import { readCorpus } from '@prompthub/test-fixtures';
import { check } from '../check';
import type { CheckOptions } from '../options';
import { faults } from './faults';
import { rules } from './index';

const builtIn = [
  { path: 'plain', text: 'Hello {{name}}' },
  {
    path: 'full',
    text: '---\nmodel: openai/gpt-5-mini\ninput:\n  schema:\n    ticket: string\n---\n{{role "system"}}\nBe kind.\n{{role "user"}}\n{{ticket}}\n',
  },
  {
    path: 'flow',
    text: '---\r\ninput: { schema: { a(array): string } }\r\n---\r\n{{#each a as |x|}}{{x}}{{/each}}',
  },
];
const { files, absence } = readCorpus();
if (absence) console.info(`skipped: faults in real prompts (${absence})`);

const codesIn = (source: string, options: CheckOptions = {}) =>
  check(source, options).diagnostics.map(({ code }) => code);

const valid = [...builtIn, ...files.filter(({ origin }) => origin !== 'promptfile')].filter(({ text }) => {
  const { tree, diagnostics } = check(text);
  return tree.dialect === 'dotprompt' && diagnostics.every(({ severity }) => severity === 'hint');
});

describe('one fault in a valid prompt is reported with its code and its range', () => {
  it('for every rule there is a fault', () => {
    expect(Object.keys(faults).sort()).toEqual(rules.map(({ meta }) => meta.code).sort());
  });

  it.each(Object.entries(faults))('%s', (code, generate) => {
    let tried = 0;
    for (const { path, text } of valid) {
      const fault = generate(text);
      if (!fault) continue;
      const { source, range, ...options } = fault;
      if (!['foreign-dialect', 'unused-input'].includes(code) && check(source).tree.dialect !== 'dotprompt')
        continue;
      const mayUseAll = code === 'unused-input' && /\{\{>|\bthis\b/.test(text);
      if (mayUseAll) continue;
      tried++;
      const { diagnostics } = check(source, options);
      const others = codesIn(text, { ...options, fileName: 'a.prompt' });
      const added = diagnostics.map((each) => each.code).filter((each) => !taken(others, each));
      expect({ path, source, added }).toEqual({ path, source, added: [code] });
      const ranges = diagnostics.filter((each) => each.code === code).map((each) => each.range);
      expect({ path, source, ranges }).toEqual({ path, source, ranges: expect.arrayContaining([range]) });
    }
    expect(tried).toBeGreaterThan(absence ? 0 : 20);
  });
});

/** Takes one such element out of a list. */
function taken(list: string[], element: string): boolean {
  const at = list.indexOf(element);
  if (at >= 0) list.splice(at, 1);
  return at >= 0;
}
