import { Module } from '@nestjs/common';
import { RegistryModule } from '../registry/registry.module';
import { TestEvidenceModule } from '../testing/test-evidence.module';
import { DeploymentsService } from './deployments.service';
import { EnvironmentsController } from './environments.controller';
import { EnvironmentsService } from './environments.service';
import { LabelsController } from './labels.controller';
import { LabelsService } from './labels.service';
import { PromptsController } from './prompts.controller';
import { PromptsService } from './prompts.service';
import { ReleaseMovesService } from './release-moves.service';
import { RunningVersions } from './running-versions';

@Module({
  imports: [RegistryModule, TestEvidenceModule],
  controllers: [EnvironmentsController, LabelsController, PromptsController],
  providers: [
    DeploymentsService,
    EnvironmentsService,
    LabelsService,
    PromptsService,
    ReleaseMovesService,
    RunningVersions,
  ],
  exports: [DeploymentsService, RunningVersions],
})
export class ReleasesModule {}
