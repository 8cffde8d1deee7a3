import { Module } from '@nestjs/common';
import { RedisConnection } from './redis-connection';

/** What several hubs share beside the database, where the operator has it. */
@Module({ providers: [RedisConnection], exports: [RedisConnection] })
export class RedisModule {}
