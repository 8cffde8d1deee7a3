import { Module } from '@nestjs/common';
import { ProviderKeysModule } from '../provider-keys/provider-keys.module';
import { RegistryModule } from '../registry/registry.module';
import { ExecutionController } from './execution.controller';
import { ExecutionRecords } from './execution-records';
import { ExecutionService } from './execution.service';
import { ModelCaller } from './model-caller';

@Module({
  imports: [ProviderKeysModule, RegistryModule],
  controllers: [ExecutionController],
  providers: [ExecutionRecords, ExecutionService, ModelCaller],
})
export class ExecutionModule {}
