import type { Message } from '@prompthub/core';
import { ProviderError } from './provider';

/** Providers take media only from the user. Throws ProviderError `unsupported` rather than leave one out in silence. */
export function refuseMisplacedMedia(messages: readonly Message[]): void {
  const misplaced = messages.find(
    ({ role, content }) => (role === 'system' || role === 'model') && content.some((part) => 'media' in part),
  );
  if (!misplaced) return;
  throw new ProviderError(
    'unsupported',
    `A ${misplaced.role} message has media in it; providers take media only in user messages. Put {{role "user"}} before it.`,
  );
}
