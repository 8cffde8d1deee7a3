import { StandardSchemaValidationPipe } from '@nestjs/common';
import { ProblemError } from './problem';

type Path = readonly (PropertyKey | { readonly key: PropertyKey })[];

/** Checks `@Body({ schema })`, `@Query({ schema })` and `@Param(…, { schema })` against their zod schemas. */
export function validationPipe(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({ exceptionFactory: notValid });
}

/** What a schema found. */
export function notValid(
  issues: readonly { readonly path?: Path | undefined; readonly message: string }[],
): ProblemError {
  return new ProblemError(422, 'validation-failed', 'Some values are not valid; see `errors`.', {
    errors: issues
      .slice(0, 100)
      .map((issue) => ({ pointer: jsonPointer(issue.path ?? []), message: issue.message })),
  });
}

/** RFC 6901. */
export function jsonPointer(path: Path): string {
  return path
    .map((part) => String(typeof part === 'object' ? part.key : part))
    .map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}
