import { type DynamicModule, Module } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { AccessModule } from './access/access.module';
import { AuditModule } from './audit/audit.module';
import { AuthModule } from './auth/auth.module';
import { ChatCompletionsModule } from './chat-completions/chat-completions.module';
import { loggingParams, type LoggingOptions } from './common/logging';
import { ConfigModule } from './config/config.module';
import type { HubConfig } from './config/hub-config';
import { DatabaseModule } from './database/database.module';
import { ExecutionModule } from './execution/execution.module';
import { ExperimentsModule } from './experiments/experiments.module';
import { GitRemoteModule } from './git-remote/git-remote.module';
import { HealthModule } from './health/health.module';
import { LiveModule } from './live/live.module';
import { OrganizationsModule } from './organizations/organizations.module';
import { ProjectsModule } from './projects/projects.module';
import { RateLimitsModule } from './rate-limits/rate-limits.module';
import { RegistryModule } from './registry/registry.module';
import { ReleasesModule } from './releases/releases.module';
import { SearchModule } from './search/search.module';
import { SpendingModule } from './spending/spending.module';
import { TestingModule } from './testing/testing.module';

@Module({})
export class AppModule {
  static forRoot(config: HubConfig, logging: LoggingOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(config),
        LoggerModule.forRoot(loggingParams(logging)),
        DatabaseModule,
        AccessModule,
        AuditModule,
        AuthModule,
        OrganizationsModule,
        ProjectsModule,
        HealthModule,
        RegistryModule,
        ExecutionModule,
        ExperimentsModule,
        ChatCompletionsModule,
        RateLimitsModule,
        ReleasesModule,
        GitRemoteModule,
        LiveModule,
        SearchModule,
        SpendingModule,
        TestingModule,
      ],
    };
  }
}
