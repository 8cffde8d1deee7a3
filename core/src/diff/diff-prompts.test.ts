import { readCorpus } from '@prompthub/test-fixtures';
import fc from 'fast-check';
import { format } from '../format/format';
import { parse } from '../parse';
import { arbitraryPrompt, WORLD } from '../render/prompt.arbitrary';
import { render } from '../render/render';
import { diffPrompts } from './diff-prompts';
import type { PromptChangeKind } from './prompt-change';

const BASE = `---
name: triage
model: openai/gpt-5-mini
config: { temperature: 0.2 }
tools: [search]
input:
  schema:
    ticket: string
    tone?: string, how to answer
    size: integer
  default: { tone: friendly }
output: { format: json }
prompthub.tests:
  - description: first
    vars: { ticket: a }
---
{{role "system"}}
You sort tickets into boxes, carefully.
{{role "user"}}
Here is one: {{ticket}} in {{tone}}
{{role "model"}}
Thank you for this question.
`;

const USER = '{{role "user"}}\nHere is one: {{ticket}} in {{tone}}\n';
const MODEL = '{{role "model"}}\nThank you for this question.\n';

describe('diffPrompts', () => {
  it.each<[PromptChangeKind, string, string, string]>([
    ['message-added', MODEL, `${MODEL}{{role "user"}}\nAnd more?\n`, 'A user message was added (message 4).'],
    ['message-removed', MODEL, '', 'A model message was removed (message 3).'],
    ['message-moved', USER + MODEL, MODEL + USER, 'The model message moved from place 3 to place 2.'],
    ['message-changed', 'into boxes', 'into bags', 'The system message was changed.'],
    ['message-changed', 'role "model"', 'role "tool"', 'The model message became a tool message.'],
    ['variable-added', '    size', '    more: any\n    size', 'The variable `more` was added.'],
    ['variable-removed', '    size: integer\n', '', 'The variable `size` was removed.'],
    ['variable-renamed', 'size: integer', 'length: integer', 'The variable `size` was renamed to `length`.'],
    [
      'variable-changed',
      'size: integer',
      'size: string',
      'The variable `size` changed: its type from integer to string.',
    ],
    ['variable-changed', 'how to', 'how we', 'The variable `tone` changed: its description.'],
    ['variable-changed', 'friendly', 'rough', 'The variable `tone` changed: its default.'],
    ['model', 'gpt-5-mini', 'gpt-5', '`model` changed from "openai/gpt-5-mini" to "openai/gpt-5".'],
    ['setting', '0.2', '0.3', '`config.temperature` changed from 0.2 to 0.3.'],
    ['tools', '[search]', '[search, read]', '`tools` changed from ["search"] to ["search","read"].'],
    ['output', 'json', 'text', '`output` changed from {"format":"json"} to {"format":"text"}.'],
    ['test-added', '---\n{{', '  - description: other\n---\n{{', 'The test "other" was added.'],
    [
      'test-removed',
      'prompthub.tests:\n  - description: first\n    vars: { ticket: a }\n',
      '',
      'The test "first" was removed.',
    ],
    ['test-changed', 'ticket: a', 'ticket: b', 'The test "first" was changed.'],
    ['metadata', 'name: triage', 'name: sort', '`name` changed from "triage" to "sort".'],
    [
      'metadata',
      '    size',
      '    (*): string\n    size',
      expect.stringContaining('`input.schema` changed from'),
    ],
  ])('says %s once', (kind, from, to, sentence) => {
    expect(BASE).toContain(from);
    expect(diffPrompts(BASE, BASE.replace(from, to))).toMatchObject([{ kind, sentence }]);
  });

  it('shows the words of a message that changed', () => {
    const after = BASE.replace('into boxes', 'into big bags');
    const [change] = diffPrompts(BASE, after);
    const old = change?.hunks?.map(({ before }) => BASE.slice(before.start, before.end));
    const now = change?.hunks?.map((hunk) => after.slice(hunk.after.start, hunk.after.end));
    expect([old, now]).toEqual([['boxes'], ['big bags']]);
  });

  it('tells optional from required, also where both write it differently', () => {
    const schema = (text: string): string => `---\ninput:\n  schema: ${text}\n---\n{{a}}`;
    expect(diffPrompts(schema('{ a: any }'), schema('{ a?: any }'))).toMatchObject([
      { sentence: 'The variable `a` changed: it became optional.' },
    ]);
    const json =
      '{ type: object, properties: { a: { type: string } }, required: [a], additionalProperties: false }';
    expect(diffPrompts(schema('{ a: string }'), schema(json))).toEqual([]);
  });

  it('says nothing of comments, quotes and the order of keys', () => {
    const after = BASE.replace(
      'name: triage\nmodel: openai/gpt-5-mini',
      "model: 'openai/gpt-5-mini' # why\nname: triage",
    )
      .replace('sort tickets', 'sort {{! all }}tickets')
      .replace('{{ticket}}', '{{ ticket }}');
    expect(diffPrompts(BASE, after)).toEqual([]);
  });

  it('says nothing of what the formatter does', () => {
    fc.assert(fc.property(arbitraryPrompt, (text) => expect(diffPrompts(text, format(text))).toEqual([])));
    for (const { text } of readCorpus().files) expect(diffPrompts(text, format(text))).toEqual([]);
  });

  it('says something of two prompts that do not render alike', async () => {
    const rendered = async (text: string): Promise<unknown> =>
      render(text, { input: { a: 'A', b: { name: 'B' } } }, WORLD).then(
        ({ messages }) => messages,
        () => undefined,
      );
    let silent = 0;
    await fc.assert(
      fc.asyncProperty(
        arbitraryPrompt,
        fc.nat(),
        fc.constantFrom('', ' ', 'x', '{{! c }}'),
        async (text, at, put) => {
          const place = at % (text.length + 1);
          const other = text.slice(0, place) + put + text.slice(place + (put === '' ? 1 : 0));
          if (diffPrompts(text, other).length > 0) return;
          silent++;
          const [one, two] = await Promise.all([rendered(text), rendered(other)]);
          if (one !== undefined && two !== undefined) expect(two).toEqual(one);
        },
      ),
      { numRuns: 400 },
    );
    expect(silent).toBeGreaterThan(10);
  });

  it('survives any texts', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), arbitraryPrompt);
    fc.assert(
      fc.property(text, text, (before, after) => {
        for (const change of diffPrompts(before, parse(after)))
          for (const { start, end } of [change.before, change.after].filter((range) => range !== undefined))
            expect(start).toBeLessThanOrEqual(end);
      }),
    );
  });
});
