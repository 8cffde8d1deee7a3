import type { PromptSummary } from '@prompthub/protocol';
import { promptText } from './prompt-text';

const prompt: PromptSummary = {
  project: 'desk',
  path: 'mail/reply.prompt',
  name: 'mail/reply',
  blob: '0'.repeat(40),
  partial: false,
  description: 'Answers\na mail',
  owner: 'ops',
  tags: ['mail', 'tone'],
  model: 'echo',
  commit: '1'.repeat(40),
  updatedBy: 'Ann',
  updatedAt: '2026-01-01T00:00:00.000Z',
};

test('a prompt is shown with what it says of itself', () => {
  expect(promptText(prompt, { withProject: false })).toEqual({
    label: '$(file) mail/reply',
    description: 'ops · echo · #mail · #tone',
    detail: 'Answers a mail',
  });
});

test('where the words stand takes the place of the description', () => {
  const snippet = [
    { text: 'Give ', match: false },
    { text: 'refunds', match: true },
  ];
  const shown = promptText({ ...prompt, partial: true, snippet }, { withProject: true });
  expect([shown.label, shown.description.split(' · ')[0], shown.detail]).toEqual([
    '$(extensions) mail/reply',
    'desk',
    'Give refunds',
  ]);
  expect(promptText({ ...prompt, snippet: [] }, { withProject: false }).detail).toBe('Answers a mail');
});

test('a text of a prompt draws no icon', () => {
  expect(promptText({ ...prompt, description: '$(zap)' }, { withProject: false }).detail).not.toContain('$(');
});
