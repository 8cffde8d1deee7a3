import type { ProviderKey } from '@prompthub/protocol';

/** Answers shown in the API's documentation. */
export const EXAMPLE_KEY: ProviderKey = {
  provider: 'openai',
  of: 'organization',
  hint: 'x7Qa',
  updatedAt: '2026-11-22T09:30:00.000Z',
};
