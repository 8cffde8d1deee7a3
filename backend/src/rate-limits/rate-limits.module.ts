import { Module } from '@nestjs/common';
import { ConfiguredLimitsService } from './configured-limits.service';
import { KnownLimits } from './known-limits';
import { RateLimitsController } from './rate-limits.controller';
import { RateLimits } from './rate-limits';

/** How much the models of an organization may be asked. */
@Module({
  controllers: [RateLimitsController],
  providers: [ConfiguredLimitsService, KnownLimits, RateLimits],
  exports: [RateLimits],
})
export class RateLimitsModule {}
