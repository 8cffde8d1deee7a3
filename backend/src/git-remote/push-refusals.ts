import { ProblemError } from '../common/problem';

/** A push that is not taken, with one line for each ref (`ng`) and more for the person who pushes. */
export class PushRefusedError extends Error {
  constructor(
    /** The ref at fault; undefined when it is the pack. */
    readonly ref: string | undefined,
    readonly reason: string,
    readonly explanation: readonly string[] = [],
  ) {
    super(reason);
    this.name = 'PushRefusedError';
  }
}

export const corruptPack = (reason: string) =>
  new PushRefusedError(undefined, `the pack is damaged: ${reason}`);

export const packTooLarge = (what: string) =>
  new PushRefusedError(undefined, `the push is too large: ${what}`, [
    'Push a part of the history first, for example: git push <remote> <older commit>:refs/heads/main',
  ]);

export const badObject = (id: string, reason: string) =>
  new PushRefusedError(undefined, `object ${id.slice(0, 10)} is refused: ${reason}`);

/** What another part of the hub refused, as the refusal of a ref. Other errors are passed on. */
export function refusalOf(ref: string, error: unknown): unknown {
  return error instanceof ProblemError ? new PushRefusedError(ref, error.detail) : error;
}
