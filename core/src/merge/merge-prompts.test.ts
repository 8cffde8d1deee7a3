import { mergePrompts } from './merge-prompts';

const BASE = `---
# who answers
model: openai/gpt-5-mini
config: { temperature: 0.2, topP: 1 }
input:
  schema:
    ticket: string
    tone?: string, how to answer
prompthub.meta:
  tags: [triage, billing]
prompthub.tests:
  - description: first
    vars: { ticket: a }
  - description: second
    vars: { ticket: b }
---
{{role "system"}}
You sort tickets.
Be {{tone}}.
{{role "user"}}
{{ticket}}
`;

/** Both edits are made to the same base; the merge is the base with both. */
function bothOf(ours: [string, string], theirs: [string, string], base = BASE): void {
  const edit = (text: string, [from, to]: [string, string]): string => {
    expect(text).toContain(from);
    return text.replace(from, to);
  };
  const expected = edit(edit(base, ours), theirs);
  expect(mergePrompts(base, edit(base, ours), edit(base, theirs))).toEqual({ text: expected, conflicts: [] });
  expect(mergePrompts(base, edit(base, theirs), edit(base, ours))).toEqual({ text: expected, conflicts: [] });
}

describe('mergePrompts', () => {
  it.each<[string, [string, string], [string, string]]>([
    ['keys on adjacent lines', ['gpt-5-mini', 'gpt-5'], ['0.2', '0.7']],
    ['keys in one line', ['temperature: 0.2', 'temperature: 1'], ['topP: 1', 'topP: 0.5']],
    [
      'a key added where another is changed',
      ['topP: 1 }', 'topP: 1, topK: 3 }'],
      ['temperature: 0.2', 'temperature: 0.3'],
    ],
    ['a key removed where another is changed', ['temperature: 0.2, ', ''], ['topP: 1', 'topP: 2']],
    ['a comment and the key below it', ['# who answers', '# who thinks'], ['gpt-5-mini', 'gpt-5']],
    [
      'name and type of an input',
      ['tone?: string, how', 'tone: string, how'],
      ['string, how to answer', 'integer, how loud'],
    ],
    [
      'two inputs in neighbouring lines',
      ['ticket: string', 'ticket: string, what they wrote'],
      ['tone?', 'tone'],
    ],
    ['tags of both', ['[triage, ', '[triage, alpha, '], ['billing]', 'billing, omega]']],
    ['tags removed and added', ['triage, ', ''], ['billing]', 'billing, more]']],
    ['two tests', ['ticket: a }', 'ticket: A }'], ['second\n    vars', 'second\n    mode: render\n    vars']],
    [
      'a test before one that changes',
      ['  - description: first\n    vars: { ticket: a }\n', ''],
      ['b }', 'B }'],
    ],
    [
      'the last line of a message and the role behind it',
      ['Be {{tone}}.', 'Be very {{tone}}.'],
      ['{{ticket}}', '<{{ticket}}>'],
    ],
    [
      'frontmatter and template',
      ['prompthub.meta', 'name: x\nprompthub.meta'],
      ['You sort', 'You carefully sort'],
    ],
  ])('merges %s', (_name, ours, theirs) => {
    bothOf(ours, theirs);
  });

  it('keeps tests that both sides added', () => {
    const add = (name: string): string =>
      BASE.replace('---\n{{role', `  - description: ${name}\n    vars: {}\n---\n{{role`);
    const { text, conflicts } = mergePrompts(BASE, add('x'), add('y'));
    expect(conflicts).toEqual([]);
    expect(text).toBe(
      BASE.replace(
        '---\n{{role',
        '  - description: x\n    vars: {}\n  - description: y\n    vars: {}\n---\n{{role',
      ),
    );
  });

  it('lets one side move a message while the other changes it', () => {
    const base =
      '{{role "system"}}\none two three\n{{role "user"}}\nfour five six\n{{role "model"}}\nseven eight\n';
    const moved =
      '{{role "user"}}\nfour five six\n{{role "system"}}\none two three\n{{role "model"}}\nseven eight\n';
    const { text, conflicts } = mergePrompts(base, moved, base.replace('two', 'TWO'));
    expect(conflicts).toEqual([]);
    expect(text).toBe(moved.replace('two', 'TWO'));
  });

  it('adds a message behind the last one while the other side changes that', () => {
    const base = '---\nmodel: a/b\n---\n{{role "user"}}\nHello you there';
    const ours = `${base}\n{{role "model"}}\nHi`;
    const { text, conflicts } = mergePrompts(base, ours, base.replace('you', 'all'));
    expect({ text, conflicts }).toEqual({ text: ours.replace('you', 'all'), conflicts: [] });
  });

  it('does not bring back a line that one side removed while the other moved it to the next message', () => {
    const base = '{{role "system"}}\ngreen\n{{role "system"}}\nred\nred\n';
    const removed = '{{role "system"}}\nred\nred\n';
    const moved = '{{role "system"}}\ngreen\nred\nred\n';
    expect(mergePrompts(base, removed, moved).conflicts).toHaveLength(1);
    expect(mergePrompts(base, moved, removed).conflicts).toHaveLength(1);
  });

  it('takes the same blanks behind a message that both sides added, whoever comes first', () => {
    const [base, one, other] = [
      '{{role "user"}}\na\n',
      '\n\n{{role "user"}}\na\n',
      '\n{{role "user"}}\na\n',
    ].map((rest, index) => (index === 0 ? rest : `{{role "system"}}\nb${rest}`)) as [string, string, string];
    const merged = mergePrompts(base, one, other);
    expect(merged.conflicts).toEqual([]);
    expect(mergePrompts(base, other, one).text).toBe(merged.text);
  });

  it('says what both sides changed differently, and where', () => {
    const ours = BASE.replace('0.2', '0.5');
    const theirs = BASE.replace('0.2', '0.9').replace('gpt-5-mini', 'gpt-5');
    const { text, conflicts } = mergePrompts(BASE, ours, theirs);
    expect(conflicts).toEqual([
      {
        place: { kind: 'frontmatter', path: ['config', 'temperature'] },
        base: { range: at(BASE, '0.2'), text: '0.2' },
        ours: { range: at(ours, '0.5'), text: '0.5' },
        theirs: { range: at(theirs, '0.9'), text: '0.9' },
      },
    ]);
    const line = (value: string): string => `config: { temperature: ${value}, topP: 1 }\n`;
    expect(text).toBe(
      theirs.replace(
        line('0.9'),
        `<<<<<<< ours\n${line('0.5')}||||||| base\n${line('0.2')}=======\n${line('0.9')}>>>>>>> theirs\n`,
      ),
    );
  });

  it('names the message that both changed', () => {
    const { conflicts } = mergePrompts(BASE, BASE.replace('sort', 'read'), BASE.replace('sort', 'eat'));
    expect(conflicts).toMatchObject([
      { place: { kind: 'message', message: 1 }, ours: { text: 'You read tickets.\n' } },
    ]);
  });

  it('does not make a template that cannot be read of two that can', () => {
    const base = '{{#if a}}\n1\n2\n3\n4\n{{/if}}\n';
    const ours = base.replace('1\n', '1\n{{else}}\n');
    const theirs = base.replace('3\n', '3\n{{else}}\n');
    expect(mergePrompts(base, ours, theirs).conflicts).toHaveLength(1);
  });

  it('conflicts where a list is no set, a schema changes its notation, or a key is removed and changed', () => {
    const base = '---\ninput:\n  schema: { a: string }\n  default: { a: [1, 2] }\n---\nx\n';
    const paths = (ours: string, theirs: string): unknown =>
      mergePrompts(base, ours, theirs).conflicts.map(({ place }) => place);
    expect(paths(base.replace('[1, 2]', '[1, 3]'), base.replace('[1, 2]', '[1, 4]'))).toEqual([
      { kind: 'frontmatter', path: ['input', 'default', 'a'] },
    ]);
    expect(
      paths(
        base.replace('{ a: string }', '{ type: object, properties: { a: { type: string } } }'),
        base.replace('a: string', 'a: string, b: string'),
      ),
    ).toEqual([{ kind: 'frontmatter', path: ['input', 'schema'] }]);
    expect(paths(base.replace('a: string', ''), base.replace('a: string', 'a: integer'))).toEqual([
      { kind: 'frontmatter', path: ['input', 'schema', 'a'] },
    ]);
  });

  it('merges frontmatter that both sides add', () => {
    const merged = mergePrompts('Hi\n', '---\nmodel: a/b\n---\nHi\n', '---\nname: n\n---\nHi\n');
    expect(merged).toEqual({ text: '---\nmodel: a/b\nname: n\n---\nHi\n', conflicts: [] });
  });

  it('merges files that are new, deleted, or both', () => {
    expect(mergePrompts(undefined, 'a', undefined)).toEqual({ text: 'a', conflicts: [] });
    expect(mergePrompts('a', undefined, 'a')).toEqual({ text: undefined, conflicts: [] });
    expect(mergePrompts('a', 'b', undefined)).toEqual({
      text: 'b',
      conflicts: [
        {
          place: { kind: 'file' },
          base: { range: { start: 0, end: 1 }, text: 'a' },
          ours: { range: { start: 0, end: 1 }, text: 'b' },
          theirs: undefined,
        },
      ],
    });
    expect(mergePrompts(undefined, 'a\n', 'b\n').text).toBe(
      '<<<<<<< ours\na\n||||||| base\n\n=======\nb\n>>>>>>> theirs\n',
    );
  });

  it('takes line ends and byte order marks from the side that changed them', () => {
    const windows = BASE.replaceAll('\n', '\r\n');
    const theirs = BASE.replace('sort', 'read');
    expect(mergePrompts(BASE, windows, theirs)).toEqual({
      text: theirs.replaceAll('\n', '\r\n'),
      conflicts: [],
    });
    expect(mergePrompts(windows, BASE, theirs.replaceAll('\n', '\r\n')).text).toBe(theirs);
    expect(
      mergePrompts(`\uFEFF${BASE}`, BASE.replace('{{ticket}}', '[{{ticket}}]'), `\uFEFF${theirs}`).text,
    ).toBe(theirs.replace('{{ticket}}', '[{{ticket}}]'));
    const ours = `\uFEFF${windows.replace('sort', 'eat')}`;
    const [conflict] = mergePrompts(BASE, ours, theirs).conflicts;
    expect(conflict?.ours).toEqual({
      range: at(ours, 'You eat tickets.\r\n'),
      text: 'You eat tickets.\r\n',
    });
  });

  it('merges by line what it cannot read', () => {
    const base = '---\nmodel: [\nname: x\nversion: 1\ndescription: y\n---\nHi\n';
    const merged = mergePrompts(base, base.replace('[', '[1'), base.replace('Hi', 'Ho'));
    expect(merged).toEqual({ text: base.replace('[', '[1').replace('Hi', 'Ho'), conflicts: [] });
    const anchored = '---\na.x: &x 1\na.y: *x\na.z: 3\n---\nHi\n';
    expect(mergePrompts(anchored, anchored.replace('&x 1', '&x 2'), anchored.replace('3', '4')).text).toBe(
      anchored.replace('&x 1', '&x 2').replace('3', '4'),
    );
  });
});

function at(source: string, text: string): { start: number; end: number } {
  const start = source.indexOf(text);
  return { start, end: start + text.length };
}
