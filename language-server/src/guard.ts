import { LSPErrorCodes, ErrorCodes, ResponseError, type CancellationToken } from 'vscode-languageserver';
import { ZodError } from 'zod';

/**
 * Wraps a handler so that nothing it throws ends the server: the client gets an error that names the request, the
 * file and the place, and the next request is served. A cancelled request is answered as such.
 */
export function guard<P, R>(
  method: string,
  handler: (params: P, token: CancellationToken) => R | Promise<R>,
): (params: P, token: CancellationToken) => Promise<R> {
  return async (params, token) => {
    if (token.isCancellationRequested) throw cancelled();
    try {
      const result = await handler(params, token);
      if (token.isCancellationRequested) throw cancelled();
      return result;
    } catch (error) {
      if (error instanceof ResponseError) throw error;
      if (error instanceof ZodError)
        throw new ResponseError(
          ErrorCodes.InvalidParams,
          `${method}: ${error.issues.map(issueText).join('; ')}`,
        );
      const message = error instanceof Error ? error.message : String(error);
      throw new ResponseError(ErrorCodes.InternalError, `${method} failed${placeOf(params)}: ${message}`);
    }
  };
}

function cancelled(): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled.');
}

function issueText({ path, message }: { path: PropertyKey[]; message: string }): string {
  return `${path.map(String).join('.') || 'parameters'}: ${message}`;
}

/** ` in file:///x.prompt at 3:14`, as much of it as the parameters tell; lines and columns count from 1. */
function placeOf(params: unknown): string {
  if (typeof params !== 'object' || params === null) return '';
  const { textDocument, position, uri } = params as Record<string, Record<string, unknown> | undefined>;
  const file = textDocument?.uri ?? uri;
  const place =
    typeof position?.line === 'number' && typeof position.character === 'number'
      ? ` at ${position.line + 1}:${position.character + 1}`
      : '';
  return typeof file === 'string' ? ` in ${file}${place}` : place;
}
