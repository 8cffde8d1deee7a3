import { Module } from '@nestjs/common';
import { Gateway } from '@prompthub/engine';
import { AnswerCacheModule } from '../answer-cache/answer-cache.module';
import { ExperimentsModule } from '../experiments/experiments.module';
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

/**
 * For one model at one address: 100 calls a second whose answers take ten seconds each. The usual 64 would let in six of them a second.
 * More than these would wait longer than most callers do.
 */
const BULKHEAD = { calls: 1000, waiting: 1000 };

@Module({
  imports: [
    AnswerCacheModule,
    ExperimentsModule,
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
    { provide: Gateway, useFactory: () => new Gateway({ bulkhead: BULKHEAD }) },
    ModelCaller,
    ModelStatesService,
    RunningCalls,
  ],
  exports: [CompiledPrompts, ExecutionContents, ExecutionService, RunningCalls],
})
export class ExecutionModule {}
