import { check, parse, render } from '@prompthub/core';
import { readPromptfooCorpus } from '@prompthub/test-fixtures';
import { parse as parseYaml } from 'yaml';
import type { Converted, ImportSource } from './interchange-format';
import { interchangeFormats, recogniseFormat } from './registry';

const github = `name: Text Summarizer
description: Summarizes input text concisely
model: openai/gpt-4o-mini
modelParameters:
  temperature: 0.5
  maxTokens: 200
messages:
  - role: system
    content: You are a text summarizer for {{audience}}.
  - role: assistant
    content: Understood. Braces like {{#this}} are text.
  - role: user
    content: |
      Summarize: {{input}}
responseFormat: json_schema
jsonSchema: '{"name":"summary","strict":true,"schema":{"type":"object","properties":{"text":{"type":"string"}}}}'
testData:
  - input: The quick brown fox.
    audience: children
    expected: Summary - A fox.
  - input: It rained (a lot).
    audience: adults
    expected: Summary - Rain (wet).
evaluators:
  - name: starts right
    string: { startsWith: 'Summary -' }
  - name: ends as expected
    string: { endsWith: '{{expected}}' }
  - name: similar
    uses: github/similarity
`;

const langfuse = JSON.stringify({
  name: 'movie critic',
  type: 'chat',
  prompt: [
    { role: 'system', content: 'You are a {{criticLevel}} critic.' },
    { type: 'placeholder', name: 'history' },
    { role: 'user', content: 'Do you like {{movie}}?' },
    { role: 'assistant', content: 'Ask {{role}} again.' },
  ],
  config: { model: 'gpt-4o', temperature: 0.5, supported_languages: ['en', 'fr'] },
  version: 3,
  labels: ['production'],
  tags: ['movies'],
  commitMessage: 'warmer',
});

const prompty = `---
name: Basic Prompt
description: Answers questions
authors: [sethjuarez, jietong]
tags: [basic]
model:
  api: chat
  configuration:
    type: azure_openai
    azure_endpoint: \${env:AZURE_OPENAI_ENDPOINT}
    azure_deployment: gpt-4o
  parameters:
    max_tokens: 128
    temperature: 0.2
inputs:
  question:
    type: string
    description: What is asked
  tone:
    type: string
    default: kind
  limit:
    type: integer
    required: false
  history:
    type: array
    description: What was said
  author:
    type: object
sample:
  question: Who is famous?
  history:
    - { role: user, text: hi }
---
system:
You are an AI assistant. Be {{tone}}.
{% if limit %}At most {{limit}} words.{% endif %}

{% for item in history %}{{item.role}}: {{item.text}};{% endfor %}

user:
{{question}}
`;

const promptfoo = `description: A comparison
prompts:
  - 'Write a tweet about {{topic}}'
  - label: chat one
    raw: '[{"role":"system","content":"Be {{tone}}."},{"role":"user","content":"About {{topic}}"}]'
  - file://brief.txt
providers:
  - id: openai:chat:gpt-4.1-mini
    config: { temperature: 0.3, apiKey: sk-abc }
  - anthropic:messages:claude-haiku-4-5
defaultTest:
  assert:
    - type: not-contains
      value: sorry
tests:
  - description: bananas
    vars: { topic: bananas, tone: funny }
    assert:
      - { type: icontains, value: '{{topic}}' }
  - vars: { topic: nyc, tone: dry }
outputPath: out.html
`;

const spec = `- name: basic
  template: |
    ---
    model: echo
    ---
    Hello, {{name}}!
  tests:
    - desc: greets
      data: { input: { name: Ada } }
      expect: { messages: [{ role: user, content: [{ text: 'Hello, Ada!' }] }] }
- name: with partial
  template: '{{>greeting name=who}} Welcome.'
  partials: { greeting: 'Hi {{name}}.' }
  tests:
    - desc: includes
      data: { input: { who: Grace } }
      expect: { messages: [{ role: user, content: [{ text: 'Hi Grace. Welcome.' }] }] }
`;

const examples: Record<string, { path: string; text: string }> = {
  github: { path: 'summarize.prompt.yml', text: github },
  langfuse: { path: 'critic.json', text: langfuse },
  prompty: { path: 'basic.prompty', text: prompty },
  promptfoo: { path: 'promptfooconfig.yaml', text: promptfoo },
  'dotprompt-spec': { path: 'variables.yaml', text: spec },
};

const files: Record<string, string> = { 'brief.txt': 'Brief on {{ topic }}\n---\nLonger on {{ topic }}' };

function read(id: string, file = examples[id] ?? { path: '', text: '' }): Promise<Converted> {
  const source: ImportSource = { ...file, load: (path) => Promise.resolve(files[path]) };
  return format(id).toPrompts(source);
}

function format(id: string): (typeof interchangeFormats)[number] {
  const found = interchangeFormats.find((one) => one.id === id);
  if (!found) throw new Error(id);
  return found;
}

function write(id: string, { files: written }: Converted, index = 0): Promise<Converted> {
  const prompts = written.filter(({ path }) => path.endsWith('.prompt') && !/(^|\/)_/.test(path));
  const prompt = prompts[index];
  if (!prompt) throw new Error('no prompt');
  const name = (prompt.path.split('/').at(-1) ?? '').replace(/\.prompt$/, '');
  const folder = prompt.path.slice(0, prompt.path.lastIndexOf('/') + 1);
  const partials = written.filter(({ path }) => path.startsWith(`${folder}_`));
  const suite = written.find(({ path }) => path === prompt.path.replace(/\.prompt$/, '.tests.yaml'))?.text;
  return format(id).fromPrompt({
    name,
    text: prompt.text,
    partials: Object.fromEntries(
      partials.map(({ path, text }) => [path.slice(folder.length + 1).replace(/\.prompt$/, ''), text]),
    ),
    ...(suite !== undefined && { suite }),
  });
}

const fates = ({ report }: Converted): string[] => report.map(({ field, fate }) => `${fate} ${field}`);

describe.each(Object.keys(examples))('%s', (id) => {
  test('is recognised', () => {
    expect(recogniseFormat(examples[id] ?? { path: '', text: '' })?.id).toBe(id);
  });

  test('becomes prompts that have no errors', async () => {
    const { files: written } = await read(id);
    expect(written.length).toBeGreaterThan(0);
    for (const { path, text } of written.filter((file) => file.path.endsWith('.prompt'))) {
      const errors = check(text, { fileName: path }).diagnostics.filter(
        ({ severity }) => severity === 'error',
      );
      expect(errors).toEqual([]);
    }
  });

  test('comes back as it was after two more crossings: nothing wears off', async () => {
    const first = await write(id, await read(id));
    const again = await write(
      id,
      await read(id, { ...(examples[id] ?? { path: '' }), text: first.files[0]?.text ?? '' }),
    );
    expect(again.files[0]?.text).toBe(first.files[0]?.text);
  });

  test('text that is none of it is refused with its name', async () => {
    await expect(read(id, { path: 'odd.file', text: 'a: [1, 2' })).rejects.toThrow(/odd\.file/);
    await expect(read(id, { path: 'odd.file', text: '42' })).rejects.toThrow(/odd\.file/);
    for (const deep of ['['.repeat(5000) + ']'.repeat(5000), '{"a":'.repeat(5000) + '1' + '}'.repeat(5000)])
      await expect(
        read(id, { path: 'odd.file', text: id === 'prompty' ? `---\na: ${deep}\n---\n` : deep }),
      ).rejects.toThrow(/^odd\.file.*nested/);
  });
});

test('GitHub: everything comes back; fields without a counterpart are named', async () => {
  const imported = await read('github');
  expect(fates(imported)).toEqual(['changed evaluators', 'kept name', 'kept jsonSchema', 'kept evaluators']);
  const { files: written, report } = await write('github', imported);
  const trimmed = JSON.parse(
    JSON.stringify(parseYaml(github)).replace('{{input}}\\n', '{{input}}'),
  ) as object;
  const back = parseYaml(written[0]?.text ?? '') as { jsonSchema: string };
  expect({ ...back, jsonSchema: JSON.parse(back.jsonSchema) as unknown }).toEqual({
    ...trimmed,
    jsonSchema: JSON.parse((parseYaml(github) as { jsonSchema: string }).jsonSchema) as unknown,
  });
  expect(report).toEqual([]);
});

test('GitHub: the tests of the rows hold the evaluators, with what the row expects', async () => {
  const { files: written } = await read('github');
  const { frontmatter } = parse(written[0]?.text ?? '');
  expect(frontmatter?.value['prompthub.tests']).toMatchObject([
    {
      vars: { audience: 'children' },
      assert: [{ type: 'starts-with' }, { type: 'regex', value: 'Summary \\- A fox\\.$' }],
    },
    { assert: [{}, { value: 'Summary \\- Rain \\(wet\\)\\.$' }] },
  ]);
});

test('Langfuse: everything comes back', async () => {
  const imported = await read('langfuse');
  expect(fates(imported)).toEqual(['kept name', 'kept version', 'kept labels', 'kept commitMessage']);
  const { files: written, report } = await write('langfuse', imported);
  expect(JSON.parse(written[0]?.text ?? '')).toEqual(JSON.parse(langfuse));
  expect(report).toEqual([]);
});

test('Prompty: everything comes back', async () => {
  const imported = await read('prompty');
  expect(fates(imported)).toEqual(['kept name', 'kept configuration', 'kept authors']);
  const { files: written, report } = await write('prompty', imported);
  const head = (text: string): unknown => parseYaml(text.split(/^---$/m)[1] ?? '');
  expect(head(written[0]?.text ?? '')).toMatchObject({
    ...(head(prompty) as object),
    inputs: (head(prompty) as { inputs: object }).inputs,
  });
  expect(report).toEqual([]);
});

test('Prompty: a file of version 2 comes back as one', async () => {
  const second = `---
name: basic
model:
  id: gpt-4o
  provider: openai
  apiType: chat
  connection: { kind: reference, name: main }
  options: { temperature: 0.2 }
inputs:
  - { name: question, kind: string, required: true }
---
system:
Answer.

user:
{{ question }}
`;
  const imported = await read('prompty', { path: 'basic.prompty', text: second });
  expect(parse(imported.files[0]?.text ?? '').frontmatter?.value).toMatchObject({
    model: 'openai/gpt-4o',
    config: { temperature: 0.2 },
  });
  const { files: written } = await write('prompty', imported);
  const head = parseYaml((written[0]?.text ?? '').split(/^---$/m)[1] ?? '') as { model: object };
  expect(head.model).toEqual((parseYaml(second.split(/^---$/m)[1] ?? '') as { model: object }).model);
});

test('Prompty: what it renders is what Jinja renders', async () => {
  const { files: written } = await read('prompty');
  const input = { question: 'Why?', tone: 'short', limit: 9, history: [{ role: 'user', text: 'hi' }] };
  const { messages } = await render(written[0]?.text ?? '', { input });
  expect(
    messages.map(({ role, content }) => [
      role,
      content.map((part) => ('text' in part ? part.text.trim() : '')),
    ]),
  ).toEqual([
    ['system', ['You are an AI assistant. Be short.\nAt most 9 words.\n\nuser: hi;']],
    ['user', ['Why?']],
  ]);
});

test('placeholders may have names in any script', async () => {
  const { files: written } = await read('langfuse', {
    path: 'greet.json',
    text: '{"name":"greet","prompt":"{{名前}} {{ prénom }} {{a b}}"}',
  });
  const { frontmatter, template } = parse(written[0]?.text ?? '');
  expect(frontmatter?.value.input).toEqual({ schema: { 名前: 'string', prénom: 'string' } });
  expect(written[0]?.text.slice(template.range.start).trim()).toBe('{{名前}} {{prénom}} \\{{a b}}');
});

test('promptfoo: what cannot be judged here is named, and what has parts is no text', async () => {
  const text = `prompts: ['{% for i in items %}{{ i }}{{ user.name }}{{ topic }}{% endfor %}']
providers: [echo]
tests:
  - vars: { topic: 'file://topic.txt' }
    assert: [{ type: no-such-check, value: kind }, { type: not-contains, value: x }]
`;
  const { files: written, report } = await read('promptfoo', { path: 'promptfooconfig.yaml', text });
  expect(parse(written[0]?.text ?? '').frontmatter?.value.input).toEqual({
    schema: { items: 'any', user: 'any', topic: 'string' },
  });
  expect(report.map(({ field, note }) => `${field} ${note}`)).toEqual([
    expect.stringMatching(/^tests .*“no-such-check”/),
    expect.stringMatching(/^tests .*“file:\/\/topic.txt”/),
  ]);
});

test('Langfuse: placeholders of any name come back', async () => {
  const prompt = [
    { role: 'system', content: 'Be brief.' },
    { type: 'placeholder', name: 'chat_history' },
    { role: 'user', content: '{{question}}' },
    { type: 'placeholder', name: 'history' },
  ];
  const file = { path: 'chat.json', text: JSON.stringify({ name: 'chat', type: 'chat', prompt }) };
  const imported = await read('langfuse', file);
  expect(fates(imported)).toEqual(['changed prompt[1]', 'kept name']);
  const { files: written } = await write('langfuse', imported);
  expect(JSON.parse(written[0]?.text ?? '')).toMatchObject({ prompt });
});

test('Prompty: an image in the text is named', async () => {
  const text = '---\nname: x\n---\nuser:\nWhat is ![it](cat.png)?\n';
  const { report } = await read('prompty', { path: 'cat.prompty', text });
  expect(report.map(({ note }) => note)).toContainEqual(expect.stringContaining('![it](cat.png)'));
});

test('tests that share assertions are written out, without anchors', async () => {
  const { files: written } = await read('promptfoo');
  for (const { text } of written) expect(text).not.toMatch(/[&*]a\d/);
});

test('a list of Langfuse prompts without their texts is refused with the place', async () => {
  const text = '{"data":[{"name":"a","prompt":"x"},{"name":"b","versions":[1]}]}';
  await expect(read('langfuse', { path: 'page.json', text })).rejects.toThrow(
    'page.json: data.1.prompt: "prompt"',
  );
});

test('promptfoo: a prompt each, with the tests of all, and no secrets', async () => {
  const imported = await read('promptfoo');
  expect(imported.files.map(({ path }) => path)).toEqual([
    'prompt-1.prompt',
    'chat-one.prompt',
    'brief-1.prompt',
    'brief-2.prompt',
  ]);
  expect(fates(imported)).toEqual([
    'dropped providers[0].config.apiKey',
    'changed defaultTest',
    'kept providers',
    'kept outputPath',
  ]);
  expect(JSON.stringify(imported)).not.toContain('sk-abc');
  const { files: written, report } = await write('promptfoo', imported, 1);
  expect(parseYaml(written[0]?.text ?? '')).toMatchObject({
    description: 'A comparison',
    prompts: [{ label: 'chat one', raw: expect.stringContaining('Be {{ tone }}.') }],
    providers: [
      { id: 'openai:chat:gpt-4.1-mini', config: { temperature: 0.3 } },
      'anthropic:messages:claude-haiku-4-5',
    ],
    tests: [
      {
        description: 'bananas',
        assert: [{ type: 'not-contains' }, { type: 'icontains', value: '{{topic}}' }],
      },
      { vars: { topic: 'nyc', tone: 'dry' } },
    ],
    outputPath: 'out.html',
  });
  expect(report).toEqual([]);
});

test('Dotprompt: a specification comes back, its expectations computed anew', async () => {
  const imported = await read('dotprompt-spec');
  expect(imported.files.map(({ path }) => path)).toEqual([
    'basic.prompt',
    'basic.tests.yaml',
    'with-partial/with-partial.prompt',
    'with-partial/_greeting.prompt',
    'with-partial/with-partial.tests.yaml',
  ]);
  const suites = parseYaml(spec) as { name: string }[];
  for (const index of [0, 1]) {
    const { files: written } = await write('dotprompt-spec', imported, index);
    expect(parseYaml(written[0]?.text ?? '')).toEqual([
      { ...suites[index], name: suites[index]?.name.replace(' ', '-') },
    ]);
  }
});

test('no name in a file leads out of the folder that is written to', async () => {
  const hostile = `- name: '../../up'\n  template: x\n  partials: { '../../out': y, ok: z }`;
  const { files: written, report } = await read('dotprompt-spec', { path: 'a.yaml', text: hostile });
  expect(written.map(({ path }) => path)).toEqual(['up/up.prompt', 'up/_ok.prompt']);
  expect(report).toMatchObject([{ field: '[0].partials.../../out', fate: 'dropped' }]);
});

test('a field that the other side does not know is never lost in silence', async () => {
  const rich = `---
model: openai/gpt-5-mini
variant: formal
tools: [lookup]
input: { schema: { name: string, deep(object): { x: string } } }
prompthub.limits: { maxCostUsd: 0.1 }
prompthub.tests:
  - { mode: render, vars: { name: a }, assert: [{ type: contains, value: a }] }
---
{{role "system"}}Be {{#if name}}kind{{/if}}{{media url=name}}{{history}}
{{role "user"}}{{name}}`;
  for (const { id, fromPrompt } of interchangeFormats.filter((one) => one.id !== 'dotprompt-spec')) {
    const { report } = await fromPrompt({ name: 'rich', text: rich, partials: {} });
    const said = report.map(({ field, note }) => `${field} ${note}`).join('\n');
    for (const lost of ['variant', 'tools', 'prompthub.limits', 'media'])
      expect({ id, lost, isSaid: said.includes(lost) }).toEqual({ id, lost, isSaid: true });
  }
});

test('a partial with arguments is exported with them in place of its names, and stays a comment where that would say something else', async () => {
  const text =
    '{{role "system"}}Hi\n{{role "user"}}\n{{> customer name=customer.name plan=plan}}\n{{> lost}} {{> customer other}}';
  const partials = { customer: 'Customer: {{name}}{{#if plan}} ({{plan}}){{/if}}\n' };
  const { files, report } = await format('promptfoo').fromPrompt({ name: 'x', text, partials });
  const { prompts } = parseYaml(files[0]?.text ?? '') as { prompts: [{ raw: string }] };
  expect(prompts[0].raw).toContain('Customer: {{ customer.name }}{% if plan %} ({{ plan }}){% endif %}');
  expect(report.filter(({ fate }) => fate === 'dropped').map(({ note }) => note)).toEqual([
    expect.stringContaining('{{> lost}}'),
    expect.stringContaining('{{> customer other}}'),
  ]);
});

test('a broken prompt, and one whose messages depend on its values, are not exported', async () => {
  for (const { fromPrompt, id } of interchangeFormats) {
    await expect(fromPrompt({ name: 'x', text: 'Hello {{#if}', partials: {} })).rejects.toThrow(
      /^x\.prompt:1:\d+: /,
    );
    if (id === 'dotprompt-spec') continue;
    const nested = '{{#each turns}}{{role "user"}}{{this}}{{/each}}';
    await expect(fromPrompt({ name: 'x', text: nested, partials: {} })).rejects.toThrow(/inside a block/);
  }
});

const corpus = readPromptfooCorpus();
if (corpus.absence) console.info(`skipped: real promptfoo configurations (${corpus.absence})`);
(corpus.absence ? describe.skip : describe)('real promptfoo configurations', () => {
  test.each(corpus.files.map(({ path, text }) => [path, text]))(
    '%s: every prompt is a file, or there is a reason',
    async (_, text) => {
      const { prompts } = parseYaml(text) as { prompts?: unknown };
      const reading = read('promptfoo', { path: 'promptfooconfig.yaml', text });
      if (prompts === undefined) return expect(reading).rejects.toThrow(/no “prompts”/);
      const { files: written, report } = await reading;
      const count = Array.isArray(prompts) ? prompts.length : 1;
      const refused = report.filter(({ field }) => /^prompts\[\d+\]$/.test(field)).length;
      expect(written.filter(({ path }) => path.endsWith('.prompt')).length + refused).toBeGreaterThanOrEqual(
        count,
      );
      for (const { text: prompt } of written)
        expect(check(prompt).diagnostics.filter(({ code }) => /syntax/.test(code))).toEqual([]);
    },
  );
});

test('promptfoo: of judges with settings the names are taken over, and that is said', async () => {
  const text = `prompts: [Hi]
providers: [echo]
defaultTest: { options: { provider: { text: { id: 'openai:gpt-5', config: { temperature: 0 } } } } }
tests:
  - assert: [{ type: llm-rubric, value: kind, provider: { id: 'openai:gpt-5-mini', config: { n: 1 } } }]
`;
  const { files: written, report } = await read('promptfoo', { path: 'promptfooconfig.yaml', text });
  expect(parse(written[0]?.text ?? '').frontmatter?.value['prompthub.tests']).toMatchObject([
    { options: { provider: { text: 'openai:gpt-5' } }, assert: [{ provider: 'openai:gpt-5-mini' }] },
  ]);
  expect(report.map(({ note }) => note)).toContainEqual(expect.stringContaining('the names alone'));
});
