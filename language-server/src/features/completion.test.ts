import { accept, labels, proposals } from '../testing/proposals';

const schema = `---
model: openai/gpt-5-mini
input:
  schema:
    user(object, who asks): { name: string, email?: string }
    items(array, what was bought): { title: string, price: number }
    tone(enum, the tone): [formal, friendly]
    urgent?: boolean, whether it hurries
  default: { tone: friendly }
---
`;

describe('variables', () => {
  test.each([
    ['{{█}}'],
    ['{{ us█'],
    ['{{#if █'],
    ['{{#each items}}{{@root.█'],
    ['{{json █'],
    ['{{media url=█'],
    ['{{> greeting name=█'],
    ['{{#ifEquals █'],
    ['{{lookup (lookup █'],
  ])('%s offers the inputs', async (body) => {
    expect(await labels(schema + body)).toEqual(expect.arrayContaining(['user', 'items', 'tone', 'urgent']));
  });

  test.each([
    ['{{user.█', ['name', 'email']],
    ['{{user.na█}}', ['name', 'email']],
    ['{{#with user}}{{█', ['name', 'email', '../tone', 'this']],
    ['{{#with user}}{{../█', ['user', 'items', 'tone', 'urgent']],
    ['{{#each items}}\n{{█\n{{/each}}', ['title', 'price', '@index', '@first', '@last', '@key']],
    ['{{#each items}}{{this.█}}{{/each}}', ['title', 'price']],
    ['{{#each items as |item index|}}{{█', ['item', 'index']],
    ['{{#each items as |item index|}}{{item.█', ['title', 'price']],
    ['{{#each items}}{{#if @first}}{{@█', ['@index', '@root']],
    ['{{#if user}}{{else}}{{us█', ['user']],
  ])('%s', async (body, expected) => {
    expect(await labels(schema + body)).toEqual(expect.arrayContaining(expected));
  });

  test('an input that has the name of a helper is offered as it renders', async () => {
    const head = '---\ninput: { schema: { role: string, upper: string, tone: string } }\n';
    const own = `${head}prompthub.requires: { helpers: [upper] }\n---\n`;
    expect(await accept(`${own}{{ro█}}`, 'this.role')).toBe(`${own}{{this.role}}`);
    expect(await labels(`${own}{{█}}`)).toEqual(expect.arrayContaining(['this.role', 'this.upper', 'tone']));
    expect(await labels(`${own}{{#█}}`)).toContain('this.role');
    expect(await labels(`${own}{{#if █}}`)).toEqual(expect.arrayContaining(['role', 'upper', 'tone']));
    expect(await labels(`${own}{{#each tone as |role|}}{{█}}{{/each}}`)).toContain('role');
  });

  test('inside of a loop the inputs are not offered by their bare names', async () => {
    expect(await labels(`${schema}{{#each items}}{{█{{/each}}`)).not.toContain('tone');
  });

  test('an input without a schema but with a default is offered', async () => {
    expect(await labels('---\ninput:\n  default: { city: Rome }\n---\n{{█')).toContain('city');
  });

  test('detail and documentation say type, meaning and default', async () => {
    const item = (await proposals(`${schema}{{to█`)).find(({ label }) => label === 'tone');
    expect(item).toMatchObject({ detail: '"formal" | "friendly"' });
    expect(JSON.stringify(item?.documentation)).toContain('the tone');
    expect(JSON.stringify(item?.documentation)).toContain('friendly');
  });
});

describe('helpers', () => {
  test.each([
    ['{{█', '#if', '{{#if condition}}\n\n{{/if}}'],
    ['{{#█}}', 'each', '{{#each list}}\n\n{{/each}}'],
    ['Hello {{#un█}}!', 'unless', 'Hello {{#unless condition}}{{/unless}}!'],
    ['{{ro█}}', 'role', '{{role "user"}}'],
    ['{{me█', 'media', '{{media url=url}}'],
    ['{{role "█"}}', 'system', '{{role "system"}}'],
    ['{{role █}}', '"model"', '{{role "model"}}'],
    ['{{#each a}}x{{/█', 'each', '{{#each a}}x{{/each}}'],
    ['{{#each a}}{{#if b}}x{{█}}', '/if', '{{#each a}}{{#if b}}x{{/if}}'],
    ['{{#i█ user}}{{/if}}', 'if', '{{#if user}}{{/if}}'],
    ['{{#if a}}{{e█}}{{/if}}', 'else', '{{#if a}}{{else}}{{/if}}'],
    ['{{json user ind█', 'indent=', '{{json user indent='],
  ])('%s with %s becomes %s', async (body, label, expected) => {
    expect(await accept(body, label)).toBe(expected);
  });

  test('after an else the block helpers go on without a block of their own', async () => {
    expect(await accept('{{#if a}}x{{else █}}{{/if}}', 'if')).toBe('{{#if a}}x{{else if condition}}{{/if}}');
    expect(await labels('{{#if a}}x{{else █}}{{/if}}')).toEqual(
      expect.arrayContaining(['if', 'unless', 'each', 'with', 'ifEquals', 'unlessEquals']),
    );
  });

  test.each([
    ['{{lookup user "█"}}', ['name', 'email']],
    ["{{lookup user '█", ['name', 'email']],
    ['{{json (lookup @root.user "na█")}}', ['name', 'email']],
    ['{{#with user}}{{lookup . "█"}}{{/with}}', ['name', 'email']],
    ['{{#each items}}{{lookup this "█"}}{{/each}}', ['title', 'price']],
    ['{{lookup (lookup . "user") "█"}}', []],
  ])('%s offers the names of what is looked into', async (body, expected) => {
    expect(await labels(schema + body)).toEqual(expected);
  });

  test('the values that a comparison can meet are offered', async () => {
    expect(await labels(`${schema}{{#ifEquals tone "█"}}`)).toEqual(['formal', 'friendly']);
  });
});

describe('partials', () => {
  const files = {
    '_greeting.prompt': '---\ninput:\n  schema: { name: string, title?: string }\n---\nHi {{name}}',
    'mail/_footer.prompt': 'Bye {{sender}}',
  };
  test('come with the arguments that they need', async () => {
    expect(await accept('{{> gr█', 'greeting', { files })).toBe('{{> greeting name=name}}');
    expect(await accept('{{> fo█}}', 'footer', { files })).toBe('{{> footer sender=sender}}');
  });

  test('offer the arguments that are not given yet', async () => {
    const found = await labels('{{> greeting title="x" █', { files });
    expect(found).toContain('name=');
    expect(found).not.toContain('title=');
  });
});

describe('comments that silence diagnostics', () => {
  test.each([
    ['{{!-- prompthub-disable-next-line █ --}}\n{{x}}', 'unknown-role'],
    ['{{! prompthub-disable unus█', 'unused-input'],
    ['{{!-- prompthub-disable-next-line unused-input, █ --}}', 'unknown-role'],
    ['{{!-- pr█ --}}', 'prompthub-disable-next-line'],
    ['---\n# prompt█\n---\n', 'prompthub-disable'],
    ['---\n# prompthub-disable-next-line █\nmodel: a/b\n---\n', 'dropped-key'],
  ])('%j offers %s', async (text, label) => {
    expect(await labels(text)).toContain(label);
  });

  test('a code is written whole, and not offered twice', async () => {
    const text = '{{!-- prompthub-disable-next-line unused-input, unk█wn --}}';
    expect(await accept(text, 'unknown-role')).toBe(
      '{{!-- prompthub-disable-next-line unused-input, unknown-role --}}',
    );
    expect(await labels(text)).not.toContain('unused-input');
  });

  test.each([
    '{{!-- prompthub-disable a -- because █ --}}',
    '# prompthub-disable █',
    '{{!-- hello █ --}}',
    '{{!-- p:█ --}}',
  ])('%j is none, or is done', async (text) => {
    const found = await labels(text);
    expect(found).not.toContain('unused-input');
    expect(found).not.toContain('prompthub-disable');
  });
});

describe('frontmatter', () => {
  test.each([
    ['---\nmo█\n---\n', ['model']],
    ['---\nmo█', ['model', 'input', 'output', 'config', 'prompthub.tests']],
    ['---\ninput:\n  █\n---\n', ['schema', 'default']],
    ['---\noutput:\n  format: █', ['json', 'text', 'media']],
    ['---\nmodel: █\n---\n', ['openai/gpt-5-mini']],
    ['---\ninput:\n  schema:\n    name: █\n---\n', ['string', 'number', 'boolean']],
    ['---\nconfig: { te█ }\n---\n', ['temperature', 'topP']],
    [
      '---\nprompthub.tests:\n  - vars: {}\n    assert:\n      - { type: █ }\n---\n',
      ['contains', 'not-is-json'],
    ],
    ['---\nprompthub.tests:\n  - █\n---\n', ['description', 'vars', 'assert', 'mode']],
    ['---\nprompthub.tests:\n  - mode: █\n---\n', ['run', 'render']],
    ['---\ninput: { schema: { city: string } }\nprompthub.tests:\n  - vars: { █ }\n---\n', ['city']],
    ['---\nprompthub.lint: { unused-input: █ }\n---\n', ['off', 'error']],
    ['█', ['---']],
  ])('%j', async (text, expected) => {
    expect(await labels(text)).toEqual(expect.arrayContaining(expected));
  });

  test('a key that is there is not offered again', async () => {
    expect(await labels('---\nmodel: a/b\n█\n---\n')).not.toContain('model');
  });
});

describe('a tests file', () => {
  const files = {
    'reply.prompt': '---\ninput:\n  schema: { city: string, tone(enum): [formal, short] }\n---\n{{city}}',
  };
  test.each([
    ['- █', ['description', 'vars', 'assert']],
    ['- vars:\n    █', ['city', 'tone']],
    ['- vars: { tone: █', ['formal', 'short']],
    ['- assert:\n    - type: █', ['contains', 'not-equals']],
  ])('%j', async (text, expected) => {
    expect(await labels(text, { path: 'reply.tests.yaml', files })).toEqual(expect.arrayContaining(expected));
  });
});
