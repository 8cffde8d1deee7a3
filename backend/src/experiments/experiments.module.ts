import { Module } from '@nestjs/common';
import { RegistryModule } from '../registry/registry.module';
import { ReleasesModule } from '../releases/releases.module';
import { ArmVersions } from './arm-versions';
import { ExperimentsController } from './experiments.controller';
import { ExperimentsService } from './experiments.service';
import { PromotionService } from './promotion.service';

/** Several versions in one environment at a time, and what that shows. */
@Module({
  imports: [RegistryModule, ReleasesModule],
  controllers: [ExperimentsController],
  providers: [ArmVersions, ExperimentsService, PromotionService],
})
export class ExperimentsModule {}
