import { applyDecorators, HttpCode } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiOperation,
  ApiResponse,
  ApiTags,
  type StandardSchemaObject,
} from '@nestjs/swagger';
import { problem } from '@prompthub/protocol';

export interface ApiRouteOptions {
  summary: string;
  tag: string;
  description?: string;
  /** Status of success; default 200. */
  status?: number;
  response?: StandardSchemaObject;
  /** An example of the answer. */
  example?: unknown;
  /** Without sign-in. Pair it with `@Public()`. */
  anonymous?: boolean;
}

/** What OpenAPI says of a route, and its status. */
export function ApiRoute(options: ApiRouteOptions): MethodDecorator {
  const { summary, tag, description, status = 200, response, example, anonymous = false } = options;
  return applyDecorators(
    HttpCode(status),
    ApiTags(tag),
    ApiOperation({ summary, ...(description === undefined ? {} : { description }) }),
    ApiResponse({
      status,
      description: 'Success',
      ...(response === undefined ? {} : { standardSchema: response }),
      ...(example === undefined ? {} : { example }),
    }),
    ApiResponse({ status: '4XX', description: 'Problem details (RFC 9457)', standardSchema: problem }),
    ...(anonymous ? [] : [ApiBearerAuth()]),
  );
}
