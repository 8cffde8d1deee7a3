import { Module } from '@nestjs/common';
import { Gateway } from '@prompthub/engine';
import { AnswerCacheModule } from '../answer-cache/answer-cache.module';
import { ProviderKeysModule } from '../provider-keys/provider-keys.module';
import { RateLimitsModule } from '../rate-limits/rate-limits.module';
import { RegistryModule } from '../registry/registry.module';
import { ReleasesModule } from '../releases/releases.module';
import { SpendingModule } from '../spending/spending.module';
import { CachedAnswers } from './cached-answers';
import { CompiledPrompts } from './compiled-prompts';
import { ExecutionContents } from './execution-contents';
import { ExecutionController } from './execution.controller';
import { ExecutionListingService } from './execution-listing.service';
import { ExecutionPolicyService } from './execution-policy.service';
import { ExecutionRunner } from './execution-runner';
import { ExecutionService } from './execution.service';
import { ExecutionsController } from './executions.controller';
import { ModelCaller } from './model-caller';
import { ModelStatesController } from './model-states.controller';
import { ModelStatesService } from './model-states.service';
import { RunningCalls } from './running-calls';

@Module({
  imports: [
    AnswerCacheModule,
    ProviderKeysModule,
    RateLimitsModule,
    RegistryModule,
    ReleasesModule,
    SpendingModule,
  ],
  controllers: [ExecutionController, ExecutionsController, ModelStatesController],
  providers: [
    CachedAnswers,
    CompiledPrompts,
    ExecutionContents,
    ExecutionListingService,
    ExecutionPolicyService,
    ExecutionRunner,
    ExecutionService,
    // One for all calls of the process: it keeps what it learned about the models.
    { provide: Gateway, useFactory: () => new Gateway() },
    ModelCaller,
    ModelStatesService,
    RunningCalls,
  ],
  exports: [ExecutionService],
})
export class ExecutionModule {}
