import type { MergeOutcome } from '@prompthub/protocol';
import { EXAMPLE_CREATED } from '../registry-examples';

const before = '4d3c5b6a7f8091a2b3c4d5e6f708192a3b4c5d6e';

/** Answers shown in the API's documentation. */
export const EXAMPLE_MERGED: MergeOutcome = {
  outcome: 'committed',
  branch: 'main',
  before,
  commit: {
    ...EXAMPLE_CREATED.commit,
    parents: [before, '0a1b2c3d4e5f60718293a4b5c6d7e8f901234567'],
    message: 'Merge shorter-replies into main',
  },
  changes: [
    {
      path: 'triage.prompt',
      status: 'modified',
      from: '5dd01c177f5d7d1be5346a5bc18a569a7410c2ef',
      to: 'b1f3c2d4e5a697887766554433221100ffeeddcc',
    },
  ],
};
