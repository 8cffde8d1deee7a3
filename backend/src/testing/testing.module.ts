import { Module } from '@nestjs/common';
import { ExecutionModule } from '../execution/execution.module';
import { RegistryModule } from '../registry/registry.module';
import { DatasetsController } from './datasets.controller';
import { DatasetsService } from './datasets.service';
import { OldTestRuns } from './old-test-runs';
import { ReportedRunsService } from './reported-runs.service';
import { TestCells } from './test-cells';
import { TestEvidenceModule } from './test-evidence.module';
import { TestQuestions } from './test-questions';
import { TestQueue } from './test-queue';
import { TestRunStore } from './test-run-store';
import { TestRunner } from './test-runner';
import { TestRunsController } from './test-runs.controller';
import { TestRunsService } from './test-runs.service';
import { TestWorkplace } from './test-workplace';

@Module({
  imports: [ExecutionModule, RegistryModule, TestEvidenceModule],
  controllers: [DatasetsController, TestRunsController],
  providers: [
    DatasetsService,
    OldTestRuns,
    ReportedRunsService,
    TestCells,
    TestQuestions,
    TestQueue,
    TestRunStore,
    TestRunner,
    TestRunsService,
    TestWorkplace,
  ],
})
export class TestingModule {}
