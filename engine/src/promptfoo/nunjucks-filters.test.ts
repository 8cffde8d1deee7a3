import { parseYaml, render } from '@prompthub/core';
import nunjucks from 'nunjucks';
import { nunjucksHelpers, NUNJUCKS_FILTERS } from './nunjucks-filters';
import { SuiteProblems } from './suite-problems';
import { translated } from './templates';

const environment = new nunjucks.Environment(null, { autoescape: false });
const data = {
  name: ' hELLO wORLD-wide\n',
  empty: '',
  zero: 0,
  price: '3.70 Fr.',
  yes: true,
  letters: ['a', 'B', 'c'],
  nobody: [],
  people: [{ name: 'Ada' }, { name: 'Ben' }],
  user: { name: 'Ada', age: 7 },
  nothing: null,
};

async function ours(text: string): Promise<string> {
  const problems = new SuiteProblems('promptfooconfig.yaml', 'prompts: []', parseYaml('prompts: []'));
  const template = translated(text, { path: ['prompts'], problems });
  problems.throwAny();
  // Handlebars adds up numbers that nothing stands between.
  const { messages } = await render(`>${template}`, { input: data }, { helpers: nunjucksHelpers });
  return messages
    .flatMap(({ content }) => content.map((part) => ('text' in part ? part.text : '')))
    .join('')
    .slice(1);
}

const calls: Readonly<Record<string, readonly string[]>> = {
  default: ['default("D")', 'default("D", true)', 'default(user.name)'],
  d: ['d("x")'],
  join: ['join', 'join(", ")', 'join("-", "name")'],
  replace: ['replace("l", "L")', 'replace("zz", "y")', 'replace("o", "")'],
  int: ['int', 'int(5)'],
  float: ['float', 'float(0.5)'],
};
const TEXTS = ['name', 'empty', 'missing', 'nothing'];
const LISTS = ['letters', 'nobody', 'people'];
/** The values that a filter is made for. */
const takes: Readonly<Record<string, readonly string[]>> = {
  // Nunjucks fails on values that are not there.
  trim: ['name', 'empty'],
  length: [...TEXTS, ...LISTS, 'user', 'user.name'],
  default: [...TEXTS, 'zero', 'letters', 'yes'],
  d: ['missing', 'empty'],
  join: LISTS,
  first: ['letters', 'people[0].name'],
  last: ['letters'],
  replace: ['name', 'empty', 'price'],
  string: ['zero', 'price', 'letters', 'yes'],
  int: ['price', 'zero', 'name', 'empty'],
  float: ['price', 'zero', 'name'],
};

test.each(NUNJUCKS_FILTERS)('%s gives what it gives in Nunjucks', async (filter) => {
  const differing: unknown[] = [];
  for (const call of calls[filter] ?? [filter])
    for (const value of takes[filter] ?? TEXTS) {
      const text = `{{ ${value} | ${call} }}`;
      const [mine, theirs] = [await ours(text), environment.renderString(text, data)];
      if (mine !== theirs) differing.push({ text, mine, theirs });
    }
  expect(differing).toEqual([]);
});

test('filters stand in rows, in conditions and in loops', async () => {
  const text =
    '{{ missing | default("x y") | title | replace(" ", "_") }}{% if letters | length == 3 %}three{% endif %}' +
    '{% for p in people %}[{{ p.name | upper }}{{ user.age | string | length }}{{ loop.index0 | default(1) }}]{% endfor %}' +
    '{% if nobody | length %}some{% else %}none{% endif %}{{ "a|b" | upper | safe }}{{ user | dump | safe }}';
  expect(await ours(text)).toBe(environment.renderString(text, data));
});

test('a filter that is not there is named, with its place', async () => {
  await expect(ours('Hi\n{{ name | slugify }}')).rejects.toThrow(
    'In line 2 of its text “{{ name | slugify }}” is not run here: there is no filter “slugify” (but upper',
  );
  await expect(ours('{{ name | default(x + 1) }}')).rejects.toThrow(
    'arguments of filters are names and plain values',
  );
});
