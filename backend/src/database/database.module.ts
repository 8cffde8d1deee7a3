import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { HubConfig } from '../config/hub-config';
import { postgresOptions } from './connection';

/** The hub's connection. Each domain adds its entities by `TypeOrmModule.forFeature([…])`. */
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [HubConfig],
      useFactory: (config: HubConfig) => ({
        ...postgresOptions(config.databaseUrl, config.databasePool),
        autoLoadEntities: true,
        retryAttempts: 0,
      }),
    }),
  ],
})
export class DatabaseModule {}
