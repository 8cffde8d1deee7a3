import { open } from '../testing/context';
import { foldingRanges } from './folding';

async function folds(text: string, path?: string): Promise<string[]> {
  const { context, textDocument } = await open(text, path ? { path } : {});
  return foldingRanges(context, { textDocument }).map(
    ({ startLine, endLine, kind }) => `${startLine}-${endLine}${kind ? ` ${kind}` : ''}`,
  );
}

test('frontmatter and its keys, messages, blocks with both branches, comments', async () => {
  const source = `---
input:
  schema:
    a: string
---
{{role "system"}}
one
{{! a
comment }}
{{role "user"}}
{{#if a}}
yes
{{else}}
no
{{/if}}
`;
  expect(await folds(source)).toEqual([
    '0-4',
    '1-3',
    '2-3',
    '5-8 region',
    '7-8 comment',
    '9-14 region',
    '10-11',
    '12-13',
  ]);
});

test('tests fold by indentation', async () => {
  expect(await folds('- description: a\n  vars:\n    x: 1\n- description: b\n', 'a.tests.yaml')).toEqual([
    '0-2',
    '1-2',
  ]);
});
