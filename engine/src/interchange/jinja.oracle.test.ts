import { check, render } from '@prompthub/core';
import fc from 'fast-check';
import nunjucks from 'nunjucks';
import { handlebarsToJinja } from './handlebars-to-jinja';
import { jinjaToHandlebars } from './jinja-to-handlebars';
import { Reporter } from './reporter';

const environment = new nunjucks.Environment(null, { autoescape: false });
const data = {
  name: 'Ada',
  empty: '',
  count: 2,
  flag: true,
  off: false,
  user: { name: 'Grace', role: 'admin', tags: ['x', 'y'] },
  items: [
    { title: 'one', done: true, parts: ['a', 'b'] },
    { title: 'two', done: false, parts: [] },
  ],
  nothing: [],
  role: 'a variable with the name of a helper',
};

const options = () => ({ field: 'prompt', report: new Reporter('promptfoo'), json: 'dump' }) as const;

async function rendered(template: string): Promise<string> {
  const { messages } = await render(template, { input: data });
  return messages.flatMap(({ content }) => content.map((part) => ('text' in part ? part.text : ''))).join('');
}

/** Blank lines around block tags are not what is compared: Handlebars takes away lines that hold only a block tag. */
const squeeze = (text: string): string => text.replace(/\s+/g, ' ').trim();

const path = fc.constantFrom(
  'name',
  'empty',
  'count',
  'flag',
  'user.name',
  'user.tags[0]',
  'missing',
  'role',
);
const literal = fc.constantFrom('"Ada"', "'x'", '2', 'true');
/** Handlebars prints nothing for `false`, and Nunjucks its name: such values are asked for only. */
const asked = fc.oneof(path, fc.constant('off'));
const condition = fc.oneof(
  asked,
  asked.map((operand) => `not ${operand}`),
  fc.tuple(asked, fc.constantFrom('==', '!='), literal).map((parts) => parts.join(' ')),
);
const word = fc.constantFrom('Hello', ' ', ' {single} ', ' 100% ', ' \\ ', 'ü€😀', ' } ');
const loops = fc.constantFrom<[string, string, string]>(
  ['item', 'items', '{{ item.title }}{{ loop.index0 }}{% if loop.first %}F{% endif %}{{ name }}'],
  ['x', 'user.tags', '{{ x }}{% if loop.last %}L{% endif %}'],
  ['n', 'nothing', 'never'],
  ['i', 'items', '{% for p in i.parts %}{{ p }}{{ i.title }}{{ count }}{% else %}no{% endfor %}'],
);
const { template } = fc.letrec<{ template: string }>((tie) => ({
  template: fc
    .array(
      fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        word,
        path.map((operand) => `{{ ${operand} }}`),
        fc.constantFrom(
          '{{ user | dump }}',
          '{# a note #}',
          '{% raw %}{{ name }}{% endraw %}',
          '{{ name | safe }}',
        ),
        loops.map(([name, list, body]) => `{% for ${name} in ${list} %}${body}{% endfor %}`),
        fc
          .tuple(condition, tie('template'), condition, tie('template'), tie('template'))
          .map(
            ([a, yes, b, second, no]) =>
              `{% if ${a} %}${yes}{% elif ${b} %}${second}{% else %}${no}{% endif %}`,
          ),
      ),
      { maxLength: 5 },
    )
    // Some text first: Handlebars adds up numbers that nothing stands between.
    .map((parts) => `>${parts.join('')}`),
}));

test('what is translated renders as Nunjucks renders the original', async () => {
  await fc.assert(
    fc.asyncProperty(template, async (text) => {
      const settings = options();
      const translated = jinjaToHandlebars(text, settings).template;
      expect(settings.report.lines).toEqual([]);
      expect(squeeze(await rendered(translated))).toBe(squeeze(environment.renderString(text, data)));
    }),
    { numRuns: 300 },
  );
});

test('the way back renders the same, to the character', async () => {
  await fc.assert(
    fc.asyncProperty(template, async (text) => {
      const settings = options();
      const ours = jinjaToHandlebars(text, settings).template;
      const back = handlebarsToJinja(ours, settings);
      expect(settings.report.lines).toEqual([]);
      expect(environment.renderString(back, data)).toBe(await rendered(ours));
    }),
    { numRuns: 300 },
  );
});

test('Handlebars of one’s own, with scopes, becomes Jinja that renders the same', async () => {
  const own = [
    '{{#each items}}{{title}}-{{@index}}-{{../name}}{{#unless done}}!{{/unless}}{{#each parts}}{{this}}{{../title}}{{else}}none{{/each}}{{/each}}',
    '{{#with user}}{{name}}{{#each tags}}{{this}}{{/each}}{{@root.name}}{{/with}}',
    '{{#ifEquals user.role "admin"}}A{{else}}B{{/ifEquals}}{{#unlessEquals count 2}}C{{else}}D{{/unlessEquals}}',
    'a {{~#if flag~}} b {{~else~}} c {{~/if~}} d\n{{#if flag}}\nline\n{{/if}}\nend {{json user}}',
    '{{this.role}} \\{{name}} {{!-- gone --}}',
  ];
  for (const text of own) {
    const settings = options();
    const jinja = handlebarsToJinja(text, settings);
    expect(settings.report.lines).toEqual([]);
    expect(environment.renderString(jinja, data)).toBe(await rendered(text));
  }
});

test('what has no counterpart survives the way there and back in a comment, and is reported', () => {
  const settings = options();
  const text = '{% set x = 1 %}{{ name | upper }}\n{% macro m() %}body{% endmacro %}';
  const ours = jinjaToHandlebars(text, settings).template;
  expect(check(ours).diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(settings.report.lines.slice(0, 2).map(({ note }) => note)).toEqual(
    [
      '“{% set x = 1 %}” stands in a comment now. Templates here have nothing like it: write that part anew, or let the application give its text as a variable.',
      '“{{ name | upper }}” stands in a comment now. Templates here have no filter “upper”: let the application give the value as it is to be shown.',
    ].map((note) => `Line 1: ${note}`),
  );
  expect(settings.report.lines.slice(2).map(({ note }) => note.split(' stands')[0])).toEqual([
    'Line 2: “{% macro m() %}”',
    'Line 2: “{% endmacro %}”',
  ]);
  expect(handlebarsToJinja(ours, options())).toBe(text);
  const helper = '{{media url=image}}';
  expect(jinjaToHandlebars(handlebarsToJinja(helper, options()), options()).template).toBe(helper);
});
