import type { CreatedCommit, FileVersion } from '@prompthub/protocol';

/** Answers shown in the API's documentation. */
export const EXAMPLE_FILE: FileVersion = {
  path: 'triage.prompt',
  blob: '5dd01c177f5d7d1be5346a5bc18a569a7410c2ef',
  commit: '9f2c1e5b7a8d4c3f6e0b1a2d3c4e5f60718293a4',
  content: '---\nmodel: openai/gpt-5-mini\n---\nClassify the ticket: {{ticket}}\n',
};

export const EXAMPLE_CREATED: CreatedCommit = {
  commit: {
    id: '9f2c1e5b7a8d4c3f6e0b1a2d3c4e5f60718293a4',
    tree: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
    parents: [],
    author: { name: 'Ada', email: '0198c2f0-7a31-7c44-9d52-2f6f1f3c9a10@users.prompthub.invalid' },
    message: 'Classify billing questions',
    createdAt: '2026-11-22T09:30:00.000Z',
  },
  branch: 'main',
  rebased: false,
};
