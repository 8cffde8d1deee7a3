import { Module } from '@nestjs/common';
import { BranchesController } from './branches/branches.controller';
import { BranchesService } from './branches/branches.service';
import { TagsService } from './branches/tags.service';
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
  controllers: [BranchesController, RegistryController],
  providers: [
    BranchesService,
    TagsService,
    ObjectStore,
    PromptChecker,
    PromptLanguage,
    PromptSources,
    PublishService,
    ReadingService,
    VersionDiff,
    VersionWriter,
  ],
  exports: [BranchesService, TagsService, PromptSources, PublishService, ReadingService],
})
export class RegistryModule {}
