import { z } from 'zod';
import { API_PREFIX, objectId, problem, slug, uuid } from './common';
import { experimentState } from './experiments';

/**
 * What a hub tells those who are connected: that something moved, never what it holds. Socket.IO 4 over WebSocket alone, at
 * `/api/v1/live`.
 *
 *   handshake    auth: LiveAuth                        refused with a Problem as the `data` of `connect_error`
 *   subscribe    Subscribe, acknowledged by Subscribed
 *   unsubscribe  Unsubscribe, acknowledged by Unsubscribed
 *   moved        LiveEvent, from the hub
 *
 * Nothing is repeated: whoever has (again) subscribed treats all that it knows as old. For that the hub also cuts connections
 * when it may have missed something itself, and when its caller's rights have changed.
 */
export const LIVE_PATH = `${API_PREFIX}/live`;

export const liveAuth = z.object({
  /** An access token or a personal token. */
  token: z.string().min(1).max(4096),
});
export type LiveAuth = z.infer<typeof liveAuth>;

export const subscribe = z.object({ organization: slug, project: slug });
export type Subscribe = z.infer<typeof subscribe>;

const refused = z.object({ ok: z.literal(false), problem });

/** `project` names it in events, and in `unsubscribe`: slugs may change hands, ids do not. */
export const subscribed = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), project: uuid }),
  refused,
]);
export type Subscribed = z.infer<typeof subscribed>;

export const unsubscribe = z.object({ project: uuid });
export type Unsubscribe = z.infer<typeof unsubscribe>;
export const unsubscribed = z.discriminatedUnion('ok', [z.object({ ok: z.literal(true) }), refused]);
export type Unsubscribed = z.infer<typeof unsubscribed>;

/** An environment or a label points elsewhere. */
export const pointerMoved = z.object({
  kind: z.enum(['environment', 'label']),
  project: uuid,
  name: z.string(),
  /** Null: for all prompts that have no version of their own there. */
  path: z.string().nullable(),
  /** Null: nowhere any more. */
  commit: objectId.nullable(),
});

export const branchMoved = z.object({
  kind: z.literal('branch'),
  project: uuid,
  name: z.string(),
  /** Null: it was deleted. */
  head: objectId.nullable(),
});

/** A run of tests has begun, got on (told once a second at most) or ended. */
export const testRunMoved = z.object({
  kind: z.literal('test-run'),
  project: uuid,
  run: uuid,
});

/** An experiment was planned, started, ended or changed, or its arms are seen not to get their shares (`alarm`). */
export const experimentMoved = z.object({
  kind: z.literal('experiment'),
  project: uuid,
  experiment: uuid,
  /** Null: the draft was deleted. */
  state: experimentState.nullable(),
  alarm: z.boolean(),
});

export const liveEvent = z.discriminatedUnion('kind', [
  pointerMoved,
  branchMoved,
  testRunMoved,
  experimentMoved,
]);
export type LiveEvent = z.infer<typeof liveEvent>;
