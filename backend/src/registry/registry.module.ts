import { Module } from '@nestjs/common';
import { ObjectStore } from './object-store';
import { PromptChecker } from './prompt-checker';
import { PromptLanguage } from './prompt-language';
import { PromptSources } from './prompt-sources';
import { PublishService } from './publish.service';
import { ReadingService } from './reading.service';
import { RegistryController } from './registry.controller';
import { VersionDiff } from './version-diff';
import { VersionWriter } from './version-writer';

@Module({
  controllers: [RegistryController],
  providers: [
    ObjectStore,
    PromptChecker,
    PromptLanguage,
    PromptSources,
    PublishService,
    ReadingService,
    VersionDiff,
    VersionWriter,
  ],
  exports: [PromptSources, PublishService, ReadingService],
})
export class RegistryModule {}
