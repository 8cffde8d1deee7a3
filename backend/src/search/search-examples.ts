import type { PromptPage } from '@prompthub/protocol';

/** An answer shown in the API's documentation. */
export const EXAMPLE_PROMPTS: PromptPage = {
  items: [
    {
      project: 'support-desk',
      path: 'triage.prompt',
      name: 'triage',
      blob: '5dd01c177f5d7d1be5346a5bc18a569a7410c2ef',
      partial: false,
      description: 'Sorts tickets',
      owner: 'support-team',
      tags: ['triage'],
      model: 'openai/gpt-5-mini',
      commit: '9f2c1e5b7a8d4c3f6e0b1a2d3c4e5f60718293a4',
      updatedBy: 'Ada',
      updatedAt: '2026-11-22T09:30:00.000Z',
      snippet: [
        { text: 'Classify the ', match: false },
        { text: 'ticket', match: true },
        { text: ': {{ticket}}', match: false },
      ],
    },
  ],
};
