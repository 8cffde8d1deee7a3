import type { Branch, Tag } from '@prompthub/protocol';

/** Answers shown in the API's documentation. */
const head = '9f2c1e5b7a8d4c3f6e0b1a2d3c4e5f60718293a4';
const at = '2026-11-22T09:30:00.000Z';

export const EXAMPLE_BRANCH: Branch = { name: 'shorter-replies', head, updatedAt: at, protected: false };
export const EXAMPLE_TAG: Tag = {
  name: 'v1.0',
  commit: head,
  message: 'As shown to the first customers',
  object: '1b6e0c2f4a8d7e9350c1f2a3b4d5e6f708192a3b',
  createdBy: 'Ada',
  createdAt: at,
};
