import { CodeActionTriggerKind, type CodeAction } from 'vscode-languageserver';
import { open, type Opened, type OpenOptions } from '../testing/context';
import { applyEdit } from '../testing/apply-edit';
import { codeActions } from './code-actions';
import { resolveCodeAction } from './refactorings';

interface Selected {
  readonly opened: Opened;
  readonly actions: CodeAction[];
}

/** What is offered for a selection between two `█`, or at one. */
async function offered(marked: string, options: OpenOptions & { only?: string[] } = {}): Promise<Selected> {
  const [before = '', selected, after] = marked.split('█');
  const opened = await open(before + (selected ?? '') + (after ?? ''), options);
  const { lines } = opened.document;
  const end = after === undefined ? before.length : before.length + (selected ?? '').length;
  const actions = await codeActions(opened.context, {
    textDocument: opened.textDocument,
    range: { start: lines.positionAt(before.length), end: lines.positionAt(end) },
    context: {
      diagnostics: [],
      triggerKind: CodeActionTriggerKind.Invoked,
      ...(options.only && { only: options.only }),
    },
  });
  return { opened, actions };
}

async function applied(
  marked: string,
  title: RegExp,
  options: OpenOptions = {},
): Promise<Record<string, string>> {
  const { opened, actions } = await offered(marked, options);
  const action = actions.find((each) => title.test(each.title));
  if (!action?.edit) throw new Error(`not offered: ${actions.map((each) => each.title).join(', ')}`);
  const files = { ...options.files, [options.path ?? 'test.prompt']: opened.document.text };
  const documentChanges = action.edit.documentChanges?.filter((change) => !('kind' in change));
  return applyEdit(files, { ...action.edit, ...(documentChanges && { documentChanges }) });
}

test('a selection becomes a partial with a free name', async () => {
  const files = { '_test-part.prompt': 'taken' };
  expect(await applied('{{#each xs as |x|}}- █{{x}}█\n{{/each}}', /^Extract/, { files })).toEqual({
    'test.prompt': '{{#each xs as |x|}}- {{> test-part-2 x=x}}\n{{/each}}',
    '_test-part.prompt': 'taken',
    '_test-part-2.prompt': '{{x}}',
  });
});

test('the new file is created before it is filled', async () => {
  const { actions } = await offered('Hi █{{name}}█');
  const changes = actions.find(({ title }) => title.startsWith('Extract'))?.edit?.documentChanges ?? [];
  expect(
    changes.map((change) => ('kind' in change ? change.kind : change.textDocument.uri.split('/').at(-1))),
  ).toEqual(['create', '_test-part.prompt', 'test.prompt']);
});

test('a partial is put where it is used', async () => {
  const files = { '_sign.prompt': '---\nname: sign\n---\nYours, {{who}}' };
  const after = await applied('Bye. {{> si█gn who=author.name}}', /^Inline/, { files });
  expect(after['test.prompt']).toBe('Bye. Yours, {{author.name}}');
});

test('a schema changes its notation and comes back', async () => {
  const pico = '---\ninput:\n  sche█ma:\n    a: string, first\n---\n{{a}}';
  const json = await applied(pico, /as JSON Schema/);
  expect(json['test.prompt']).toContain('description: first');
  const back = await applied((json['test.prompt'] ?? '').replace('sche', 'sche█'), /as Picoschema/);
  expect(back['test.prompt']).toBe(pico.replace('█', ''));
});

test('all undeclared variables are added, all unused inputs removed', async () => {
  const source =
    '---\ninput:\n  schema: { one: string, two: string, used: string }\n---\n{{used}} {{alp█ha}} {{beta}}';
  expect((await applied(source, /^Add all/))['test.prompt']).toMatch(
    /schema: \{ (?=.*alpha: any)(?=.*beta: any).*\}/,
  );
  expect(
    (await applied(source.replace('█', '').replace('one', 'o█ne'), /^Remove all/))['test.prompt'],
  ).toContain('schema: { used: string }');
});

test('the values of the selected test become another one', async () => {
  const source =
    '---\nprompthub.te█sts:\n  - description: first\n    vars: { a: 1 }\n  - description: second\n    vars: { a: 2 }\n---\n{{a}}';
  expect((await applied(source, /^Add a test with the values of “first”/))['test.prompt']).toContain(
    '  - description: "like “first”"\n    vars: { a: 1 }\n---',
  );
  expect(
    (await applied('---\ninput:\n  default: { █a: 1 }\n---\n{{a}}', /default values/))['test.prompt'],
  ).toContain('prompthub.tests:\n  - description: "the default values"\n    vars: { a: 1 }\n---');
});

test('what cannot be done says why to those who ask for it, and is not shown to others', async () => {
  const marked = '{{#each xs as |x|}}█{{x}}{{> other}}█{{/each}}';
  const abilities = { disabledActions: true };
  const asked = await offered(marked, { only: ['refactor'], abilities });
  expect(asked.actions.map(({ disabled }) => disabled?.reason)).toEqual([expect.stringMatching(/`other`/)]);
  expect(
    (await offered(marked, { abilities })).actions.filter(({ kind }) => kind?.startsWith('refactor')),
  ).toEqual([]);
  expect((await offered(marked, { only: ['refactor'] })).actions).toEqual([]);
});

test('only what is wanted is offered', async () => {
  const { actions } = await offered('Hi █{{name}}█', { only: ['refactor.extract'] });
  expect(actions.map(({ kind }) => kind)).toEqual(['refactor.extract']);
  expect((await offered('Hi █{{name}}█', { only: ['source'] })).actions).toEqual([]);
});

describe('in a long text the edits come later', () => {
  const long = `{{#each xs as |x|}}- █{{x}}█\n{{/each}}${'and so on\n'.repeat(3000)}`;
  const abilities = { codeActionResolve: true };

  test('when they are asked for', async () => {
    const { opened, actions } = await offered(long, { abilities });
    const [action] = actions.filter(({ title }) => title.startsWith('Extract'));
    if (!action) throw new Error('not offered');
    expect(action.edit).toBeUndefined();
    const { edit } = await resolveCodeAction(opened.context, action);
    expect(JSON.stringify(edit)).toContain('{{> test-part x=x}}');
  });

  test('not in another version of the text', async () => {
    const { opened, actions } = await offered(long, { abilities });
    const [action] = actions.filter(({ title }) => title.startsWith('Extract'));
    opened.context.documents.change(opened.uri, 2, [{ text: 'other' }]);
    await expect(resolveCodeAction(opened.context, action as CodeAction)).rejects.toThrow(
      /changed meanwhile/,
    );
  });

  test('and where they cannot be made, the reason does', async () => {
    const { opened, actions } = await offered(long.replace('{{x}}', '{{x}}{{> other}}'), { abilities });
    const [action] = actions.filter(({ title }) => title.startsWith('Extract'));
    await expect(resolveCodeAction(opened.context, action as CodeAction)).rejects.toThrow(/`other`/);
  });

  test('an action of another kind stays as it is', async () => {
    const { opened } = await offered(long, { abilities });
    expect(await resolveCodeAction(opened.context, { title: 'x' })).toEqual({ title: 'x' });
  });
});
