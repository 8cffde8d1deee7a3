import { z } from 'zod';

/** Version prefix of every route of the hub's API. */
export const API_PREFIX = '/api/v1';

export const uuid = z.uuid();
/** Instants are ISO 8601 in UTC. */
export const instant = z.iso.datetime();
/** A Git object id: 40 lower-case hex digits of SHA-1. */
export const objectId = z.string().regex(/^[0-9a-f]{40}$/, 'must be 40 hexadecimal digits');

/** Lower-case name in URLs: letters, digits, single hyphens. */
export const slug = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'use lower-case letters, digits and single hyphens');

/** RFC 9457 problem details. `code` is stable; `detail` says what happened and what to do. */
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    instance: z.string().optional(),
    code: z.string(),
    requestId: z.string().optional(),
    /** Field errors of a 422, by JSON pointer. */
    errors: z.array(z.object({ pointer: z.string(), message: z.string() })).optional(),
  })
  .loose()
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problem>;

/** `GET /health/live` and `/health/ready`, without sign-in. */
export const health = z.object({ status: z.literal('ok') });
export type Health = z.infer<typeof health>;

/** Query of every listing. */
export const pageQuery = z.object({
  /** May hold a path. */
  cursor: z.string().max(2048).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type PageQuery = z.infer<typeof pageQuery>;

/** A page of a listing; `nextCursor` is absent on the last one. */
export function page<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().optional() });
}
