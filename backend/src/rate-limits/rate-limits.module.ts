import { Module } from '@nestjs/common';
import { ConfiguredLimitsService } from './configured-limits.service';
import { KnownLimits } from './known-limits';
import { RateLimitsController } from './rate-limits.controller';
import { RateLimits } from './rate-limits';
import { RedisModule } from '../redis/redis.module';

/** How much the models of an organization may be asked. */
@Module({
  imports: [RedisModule],
  controllers: [RateLimitsController],
  providers: [ConfiguredLimitsService, KnownLimits, RateLimits],
  exports: [RateLimits],
})
export class RateLimitsModule {}
