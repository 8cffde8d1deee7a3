import { Module } from '@nestjs/common';
import { ExecutionModule } from '../execution/execution.module';
import { RegistryModule } from '../registry/registry.module';
import { ReleasesModule } from '../releases/releases.module';
import { ChatCompletionsController } from './chat-completions.controller';
import { ChatCompletionsService } from './chat-completions.service';
import { ModelListService } from './model-list.service';

@Module({
  imports: [ExecutionModule, RegistryModule, ReleasesModule],
  controllers: [ChatCompletionsController],
  providers: [ChatCompletionsService, ModelListService],
})
export class ChatCompletionsModule {}
