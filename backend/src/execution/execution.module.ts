import { Module } from '@nestjs/common';
import { Gateway } from '@prompthub/engine';
import { ProviderKeysModule } from '../provider-keys/provider-keys.module';
import { RegistryModule } from '../registry/registry.module';
import { ReleasesModule } from '../releases/releases.module';
import { ExecutionController } from './execution.controller';
import { ExecutionListingService } from './execution-listing.service';
import { ExecutionRecords } from './execution-records';
import { ExecutionRunner } from './execution-runner';
import { ExecutionService } from './execution.service';
import { ModelCaller } from './model-caller';
import { RunningCalls } from './running-calls';

@Module({
  imports: [ProviderKeysModule, RegistryModule, ReleasesModule],
  controllers: [ExecutionController],
  providers: [
    ExecutionListingService,
    ExecutionRecords,
    ExecutionRunner,
    ExecutionService,
    // One for all calls of the process: it keeps what it learned about the models.
    { provide: Gateway, useFactory: () => new Gateway() },
    ModelCaller,
    RunningCalls,
  ],
  exports: [ExecutionService],
})
export class ExecutionModule {}
