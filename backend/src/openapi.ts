import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { HubConfig } from './config/hub-config';

/** `/api/openapi.json` and a page to read it, `/api/docs`. Built when first asked for, to start quickly. */
export function serveOpenApi(app: NestFastifyApplication, config: HubConfig): void {
  SwaggerModule.setup('api/docs', app, () => openApiDocument(app, config), {
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
