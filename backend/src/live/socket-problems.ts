import { Injectable, Logger } from '@nestjs/common';
import type { Problem } from '@prompthub/protocol';
import type { z } from 'zod';
import { databaseProblem } from '../common/database-problem';
import { ProblemError, toProblem } from '../common/problem';

/** Every failure at a socket leaves the hub through here, in the words of HTTP: as a problem, with the socket's id. */
@Injectable()
export class SocketProblems {
  readonly #logger = new Logger(SocketProblems.name);

  /** What acknowledges a message: the work's answer with `ok: true`, or why not. Never rejects. */
  async answer<Schema extends z.ZodType, Answer extends object>(
    id: string,
    { schema, body }: { schema: Schema; body: unknown },
    work: (given: z.output<Schema>) => Promise<Answer>,
  ): Promise<(Answer & { ok: true }) | { ok: false; problem: Problem }> {
    try {
      const parsed = schema.safeParse(body);
      if (!parsed.success)
        throw new ProblemError(422, 'validation-failed', 'The message is not as the protocol wants it.');
      return { ...(await work(parsed.data)), ok: true };
    } catch (error) {
      return { ok: false, problem: this.#problemOf(error, id) };
    }
  }

  /** For the handshake: Socket.IO sends `message` and `data`. */
  refusal(error: unknown, id: string): Error & { data: Problem } {
    const problem = this.#problemOf(error, id);
    return Object.assign(new Error(problem.title), { data: problem });
  }

  #problemOf(error: unknown, id: string): Problem {
    if (error instanceof ProblemError) return toProblem(error, id);
    this.#logger.error({ err: error, requestId: id }, 'A message at a socket failed unexpectedly.');
    const unknown = new ProblemError(500, 'internal-error', 'Something went wrong in the hub.');
    return toProblem(databaseProblem(error) ?? unknown, id);
  }
}
