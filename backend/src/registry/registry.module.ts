import { Module } from '@nestjs/common';
import { ObjectStore } from './object-store';
import { PromptChecker } from './prompt-checker';
import { PromptLanguage } from './prompt-language';
import { PublishService } from './publish.service';
import { ReadingService } from './reading.service';
import { RegistryController } from './registry.controller';
import { VersionDiff } from './version-diff';

@Module({
  controllers: [RegistryController],
  providers: [ObjectStore, PromptChecker, PromptLanguage, PublishService, ReadingService, VersionDiff],
  exports: [PublishService, ReadingService],
})
export class RegistryModule {}
