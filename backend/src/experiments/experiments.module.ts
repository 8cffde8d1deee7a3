import { Module } from '@nestjs/common';
import { RegistryModule } from '../registry/registry.module';
import { ReleasesModule } from '../releases/releases.module';
import { ArmVersions } from './arm-versions';
import { CallObservations } from './call-observations';
import { ExperimentResultsService } from './experiment-results.service';
import { ExperimentWatch } from './experiment-watch';
import { ExperimentsController } from './experiments.controller';
import { ExperimentsService } from './experiments.service';
import { ObservationsController } from './observations.controller';
import { ObservationsService } from './observations.service';
import { OldObservations } from './old-observations';
import { PromotionService } from './promotion.service';

/** Several versions in one environment at a time, and what that shows. */
@Module({
  imports: [RegistryModule, ReleasesModule],
  controllers: [ExperimentsController, ObservationsController],
  providers: [
    ArmVersions,
    CallObservations,
    ExperimentResultsService,
    ExperimentWatch,
    ExperimentsService,
    ObservationsService,
    OldObservations,
    PromotionService,
  ],
  exports: [CallObservations],
})
export class ExperimentsModule {}
