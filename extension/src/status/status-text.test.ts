import { statusText, type StatusFacts } from './status-text';

const facts = (extra: Partial<StatusFacts> = {}): StatusFacts => ({
  project: 'acme/desk',
  branch: 'main',
  hub: 'hub.example.org',
  account: 'ann@example.org',
  files: [],
  waiting: 0,
  problem: undefined,
  running: 0,
  ...extra,
});

test('without a link it only says its name', () => {
  expect(statusText(facts({ project: undefined }))).toEqual({
    text: '$(comment-discussion) PromptHub',
    tooltip: 'Not linked to a project',
  });
});

test('the project, and what there is to do', () => {
  const files = (['new', 'behind', 'behind', 'conflict'] as const).map((state) => ({ state }));
  const { text, tooltip } = statusText(facts({ files }));
  expect(text).toBe('$(comment-discussion) acme/desk');
  expect(tooltip).toContain('1 to publish, 2 to pull, 1 changed on both sides');
});

test('nobody signed in, a hub that is away, and a run all show', () => {
  expect(statusText(facts({ account: undefined })).text).toContain('$(account)');
  expect(statusText(facts({ problem: 'refused' })).text).toContain('$(warning)');
  expect(statusText(facts({ problem: 'refused.', waiting: 2 })).tooltip).toContain(
    'refused. 2 commits wait for it.',
  );
  expect(statusText(facts({ running: 2 })).text).toMatch(/^\$\(loading~spin\)/);
  expect(statusText(facts({ running: 1 })).tooltip).toContain('1 prompt is running');
});
