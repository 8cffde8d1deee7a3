import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { HubConfig } from './config/hub-config';

const DOCS = 'api/docs';

/** Swagger UI writes styles into the page, and its pictures are data; scripts and requests are ours alone. */
const DOCS_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
  "form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

/** `/api/openapi.json` and a page to read it, `/api/docs`. Built when first asked for, to start quickly. */
export function serveOpenApi(app: NestFastifyApplication, config: HubConfig): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, reply, done) => {
      if (request.url.startsWith(`/${DOCS}`))
        void reply.headers({ 'content-security-policy': DOCS_POLICY, 'referrer-policy': 'no-referrer' });
      done();
    });
  SwaggerModule.setup(DOCS, app, () => openApiDocument(app, config), {
    jsonDocumentUrl: 'api/openapi.json',
    raw: ['json'],
  });
}

export function openApiDocument(app: NestFastifyApplication, config: HubConfig): OpenAPIObject {
  const document = new DocumentBuilder()
    .setTitle('PromptHub')
    .setDescription('Version control, execution, tests and audit for prompts.')
    .setVersion('1')
    .addServer(config.publicUrl)
    .addBearerAuth()
    .build();
  return SwaggerModule.createDocument(app, document, { autoTagControllers: false });
}
