import type {
  BranchList,
  CommitDetail,
  CommitPage,
  CreatedCommit,
  Diff,
  FilePage,
  FileVersion,
} from '@prompthub/protocol';

/** Answers shown in the API's documentation. */
const path = 'triage.prompt';
const blob = '5dd01c177f5d7d1be5346a5bc18a569a7410c2ef';
const id = '9f2c1e5b7a8d4c3f6e0b1a2d3c4e5f60718293a4';
const createdAt = '2026-11-22T09:30:00.000Z';
const commit = {
  id,
  tree: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  parents: [],
  author: { name: 'Ada', email: '0198c2f0-7a31-7c44-9d52-2f6f1f3c9a10@users.prompthub.invalid' },
  message: 'Classify billing questions',
  createdAt,
};

export const EXAMPLE_FILE: FileVersion = {
  path,
  blob,
  commit: id,
  content: '---\nmodel: openai/gpt-5-mini\n---\nClassify the ticket: {{ticket}}\n',
};
export const EXAMPLE_CREATED: CreatedCommit = { commit, branch: 'main', rebased: false };
export const EXAMPLE_BRANCHES: BranchList = {
  items: [{ name: 'main', head: id, updatedAt: createdAt, protected: true }],
};
export const EXAMPLE_FILES: FilePage = { ref: 'main', commit: id, items: [{ path, blob, size: 67 }] };
export const EXAMPLE_HISTORY: CommitPage = { items: [{ ...commit, blob }] };
export const EXAMPLE_COMMIT: CommitDetail = { ...commit, changes: [{ path, status: 'added', to: blob }] };
export const EXAMPLE_DIFF: Diff = {
  to: id,
  files: [
    {
      path,
      status: 'added',
      to: blob,
      patch: '--- /dev/null\n+++ b/triage.prompt\n@@ -0,0 +1,1 @@\n+Classify the ticket: {{ticket}}\n',
    },
  ],
};
