import { open, type OpenOptions, type Opened } from '../testing/context';
import { codeActions } from './code-actions';

function actions({ context, document, textDocument }: Opened, only?: string[]) {
  const range = { start: { line: 0, character: 0 }, end: document.lines.positionAt(document.text.length) };
  return codeActions(context, { textDocument, range, context: { diagnostics: [], ...(only && { only }) } });
}

const at = async (text: string, options?: OpenOptions) => open(text, options);

test('a repair of a missing partial creates its file beside the prompt', async () => {
  const fix = (await actions(await at('Hi {{> sign}}', { path: 'mail/a.prompt' }))).find(({ edit }) =>
    JSON.stringify(edit).includes('"kind":"create"'),
  );
  expect(fix?.edit?.documentChanges?.[0]).toMatchObject({
    kind: 'create',
    uri: 'file:///workspace/mail/_sign.prompt',
  });
});

test('it is not offered to a client that cannot create files', async () => {
  const opened = await at('Hi {{> sign}}');
  opened.context.abilities = { ...opened.context.abilities, createFile: false };
  expect(JSON.stringify(await actions(opened))).not.toContain('"kind":"create"');
});

test('the edit names the version that it was made for', async () => {
  const [fix] = await actions(await at('{{role "System"}}Hi'), ['quickfix']);
  expect(fix?.edit?.documentChanges).toMatchObject([{ textDocument: { version: 1 }, edits: [{}] }]);
});

test('fix all applies every obvious repair, each place once', async () => {
  const [all, ...others] = await actions(await at('{{role "System"}}a{{role "User"}}b'), ['source.fixAll']);
  expect(others).toEqual([]);
  expect(all?.kind).toBe('source.fixAll.prompthub');
  const [change] = all?.edit?.documentChanges ?? [];
  expect(
    change && 'edits' in change ? change.edits.map((edit) => 'newText' in edit && edit.newText) : [],
  ).toHaveLength(2);
});

test('a kind that nobody has gives nothing', async () => {
  expect(await actions(await at('{{role "System"}}Hi'), ['source.organizeImports'])).toEqual([]);
});

test('what is not to be repaired can be silenced', async () => {
  const titles = async (text: string, path?: string) =>
    (await actions(await at(text, path === undefined ? {} : { path }), ['quickfix'])).map(
      ({ title }) => title,
    );
  expect(await titles('---\nmodel: x\n---\n{{role "System"}}Hi')).toEqual([
    'Change to "system"',
    'Silence unknown-role on this line',
    'Turn unknown-role off in this file',
  ]);
  expect(await titles('{{#if a}}')).toEqual(['Close the block with {{/if}}']);
  expect(await titles('- assert: [{ type: equls }]', 'a.tests.yaml')).toEqual(['Change to equals']);
});
