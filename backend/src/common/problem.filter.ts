import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { databaseProblem } from './database-problem';
import { asProblem, ProblemError, toProblem } from './problem';

/** How errors are written below an address where others than the hub's own clients ask. */
export interface ErrorForm {
  /** Of the address. */
  readonly prefix: string;
  readonly write: (problem: ProblemError) => {
    status: number;
    headers: Record<string, string>;
    body: unknown;
  };
}

/** Every error of every route leaves the hub through here, as problem details with the request's id. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger(ProblemFilter.name);
  readonly #form: ErrorForm | undefined;

  constructor(form?: ErrorForm) {
    this.#form = form;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = this.#problemOf(error, request);
    if (reply.sent) return;
    if (this.#form !== undefined && request.url.startsWith(this.#form.prefix)) {
      const { status, headers, body } = this.#form.write(problem);
      void reply
        .status(status)
        .headers(headers)
        .header('cache-control', 'no-store')
        .send(JSON.stringify(body));
    } else sendProblem(reply, problem);
  }

  #problemOf(error: unknown, request: FastifyRequest): ProblemError {
    if (error instanceof ProblemError) return error;
    const status = httpStatusOf(error);
    if (status !== undefined && status < 500) return problemOfStatus(status);
    this.#logger.error({ err: error, requestId: request.id }, 'A request failed unexpectedly.');
    const database = databaseProblem(error);
    return database ?? asProblem(error);
  }
}

/** What Fastify refuses before there is a route (an address that cannot be decoded): no hook and no filter sees it. */
export function refuseEarly(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  void reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
  const detail = 'The address of the request could not be read. Encode it as RFC 3986 wants.';
  sendProblem(reply, new ProblemError(error.statusCode ?? 400, 'bad-request', detail));
}

function sendProblem(reply: FastifyReply, problem: ProblemError): void {
  void reply
    .status(problem.status)
    .headers(problem.headers)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(toProblem(problem, reply.request.id)));
}

/** Status of an error of Nest or Fastify (unknown route, broken JSON, body too large); undefined for all others. */
function httpStatusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number')
    return error.statusCode;
  return undefined;
}

function problemOfStatus(status: number): ProblemError {
  switch (status) {
    case 400:
      return new ProblemError(400, 'bad-request', 'The request could not be read. Send well-formed JSON.');
    case 401:
      return new ProblemError(401, 'unauthenticated', 'Sign in first.');
    case 404:
      return new ProblemError(404, 'not-found', 'There is nothing here.');
    case 413:
      return new ProblemError(413, 'too-large', 'The request is too large.');
    case 415:
      return new ProblemError(415, 'unsupported-media-type', 'Send the body as application/json.');
    default:
      return new ProblemError(status, 'bad-request', 'The request was refused.');
  }
}
