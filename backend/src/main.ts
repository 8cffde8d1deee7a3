import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import fastifyCookie from '@fastify/cookie';
import { Logger, PinoLogger } from 'nestjs-pino';
import type { DestinationStream } from 'pino';
import { AppModule } from './app.module';
import { OPENAI_ERRORS } from './chat-completions/openai-error';
import { allowOtherOrigins, toOtherOrigins } from './common/cross-origin';
import { ProblemFilter, refuseEarly } from './common/problem.filter';
import { logRequests } from './common/request-log';
import { validationPipe } from './common/validation';
import type { HubConfig } from './config/hub-config';
import { acceptGitBodies } from './git-remote/git-body';
import { wantsLive } from './live/wants-live';
import { serveOpenApi } from './openapi';

/** A commit may bring many files of up to 5 MiB each. */
const BODY_LIMIT = 32 * 1024 * 1024;

/** Builds the hub on a database that has been migrated. The caller listens and closes. */
export async function createHub(
  config: HubConfig,
  options: { logStream?: DestinationStream } = {},
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    trustProxy: config.trustProxy === '' ? false : config.trustProxy,
    genReqId: requestIdOf,
    frameworkErrors: refuseEarly,
    forceCloseConnections: 'idle',
    http: { shouldUpgradeCallback: wantsLive },
    routerOptions: { maxParamLength: 4096 },
  });
  const logging = {
    level: config.logLevel,
    ...(options.logStream === undefined ? {} : { stream: options.logStream }),
  };
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(config, logging), adapter, {
    bufferLogs: true,
    abortOnError: false,
  });
  app.useLogger(app.get(Logger));
  app.useGlobalFilters(new ProblemFilter(OPENAI_ERRORS));
  app.useGlobalPipes(validationPipe());
  await app.register(fastifyCookie);
  acceptGitBodies(adapter.getInstance());
  allowOtherOrigins(adapter.getInstance());
  adapter.getInstance().addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
    toOtherOrigins(request, reply);
    done();
  });
  logRequests(adapter.getInstance(), await app.resolve(PinoLogger));
  serveOpenApi(app, config);
  return app;
}

/** A caller's own id is kept, so that one can follow a request through several services. */
function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\w.-]{8,64}$/.test(given) ? given : randomUUID();
}
