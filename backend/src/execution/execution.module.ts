import { Module } from '@nestjs/common';
import { RegistryModule } from '../registry/registry.module';
import { ExecutionController } from './execution.controller';
import { ExecutionRecords } from './execution-records';
import { ExecutionService } from './execution.service';
import { ModelCaller } from './model-caller';
import { ProviderKeysController } from './provider-keys.controller';
import { ProviderKeysService } from './provider-keys.service';

@Module({
  imports: [RegistryModule],
  controllers: [ExecutionController, ProviderKeysController],
  providers: [ExecutionRecords, ExecutionService, ModelCaller, ProviderKeysService],
})
export class ExecutionModule {}
