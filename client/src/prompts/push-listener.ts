import type { LiveEvent } from '@prompthub/protocol';
import type { ProjectListener } from '../live/project-follower';
import type { Clock } from './clock';
import type { PromptRequest } from './prompt-request';
import type { ReadyPrompt } from './ready-prompt';
import type { RevalidatingCache } from './revalidating-cache';

/** A fleet that is told at once does not ask at once. */
const SPREAD_MS = 500;

interface Options {
  readonly cache: Pick<RevalidatingCache<PromptRequest, ReadyPrompt>, 'invalidate' | 'wake'>;
  readonly clock: Clock;
  /** From 0 to below 1. */
  readonly random: () => number;
}

type PointerMoved = Extract<LiveEvent, { kind: 'environment' | 'label' }>;

/** Of what a project's hub tells, what concerns a cache of prompts. */
export function pushListener({ cache, clock, random }: Options): ProjectListener {
  const soon = (fits: (request: PromptRequest) => boolean): void => {
    clock.background(random() * SPREAD_MS, () => cache.invalidate(fits));
  };
  return {
    connected: () => {
      cache.wake();
      soon(() => true);
    },
    moved: (event) => {
      if (isPointer(event)) soon((request) => concerns(event, request));
    },
  };
}

function isPointer(event: LiveEvent): event is PointerMoved {
  return event.kind === 'environment' || event.kind === 'label';
}

/** A label is of one prompt; what moved in an environment is for one prompt, or for all that follow the project there. */
function concerns({ kind, name, path }: PointerMoved, request: PromptRequest): boolean {
  return request.selector[kind] === name && (path === null || path === request.path);
}
