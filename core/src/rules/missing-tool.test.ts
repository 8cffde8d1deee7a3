import { expectFindings, fixed } from './testing';

const prompt = (lines: string) => `---\n${lines}\n---\nHi {{x}}`;

it('is reported where the tools are known, or the prompt says which there are', () => {
  const [found] = expectFindings('missing-tool', prompt('tools: [search, «serch»]'), { tools: ['search'] });
  expect(found).toMatchObject({
    message: 'There is no tool `serch`. Did you mean `search`?',
    severity: 'warning',
  });
  expectFindings('missing-tool', prompt('tools: [search, «serch»]\nprompthub.requires: { tools: [search] }'));
  expectFindings('missing-tool', prompt('tools: [«search»]\nprompthub.requires: { tools: [] }'));
});

it('is not reported where nobody knows the tools, nor for those that are defined in place', () => {
  expectFindings('missing-tool', prompt('tools: [search]'));
  expectFindings(
    'missing-tool',
    prompt('tools: [page, "mcp:tool/*", , 5]\ntoolDefs: [{ name: page }, 5, {}]'),
    {
      tools: [],
    },
  );
  expectFindings('missing-tool', prompt('tools: search'), { tools: [] });
});

it('can be declared', () => {
  const source = prompt('tools: [a]\nprompthub.requires: { tools: [b] }');
  expect(fixed('missing-tool', source, { title: 'Declare' })).toBe(
    prompt('tools: [a]\nprompthub.requires: { tools: [a, b] }'),
  );
});
