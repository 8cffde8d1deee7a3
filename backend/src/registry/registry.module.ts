import { Module } from '@nestjs/common';
import { BranchesController } from './branches/branches.controller';
import { BranchesService } from './branches/branches.service';
import { TagsService } from './branches/tags.service';
import { MergeController } from './merging/merge.controller';
import { MergeService } from './merging/merge.service';
import { CompareController } from './comparing/compare.controller';
import { CompareService } from './comparing/compare.service';
import { DeletedPartials } from './deleted-partials';
import { ObjectStore } from './object-store';
import { PartialIncludes } from './partial-includes';
import { PromptBundles } from './prompt-bundles';
import { PromptChecker } from './prompt-checker';
import { PromptLanguage } from './prompt-language';
import { PromptSources } from './prompt-sources';
import { PublishService } from './publish.service';
import { ReadingService } from './reading.service';
import { RegistryController } from './registry.controller';
import { PromptIndex } from './searching/prompt-index';
import { PromptList } from './searching/prompt-list';
import { BlameController } from './tracing/blame.controller';
import { BlameService } from './tracing/blame.service';
import { VersionDiff } from './version-diff';
import { VersionWriter } from './version-writer';

@Module({
  controllers: [BlameController, BranchesController, CompareController, MergeController, RegistryController],
  providers: [
    BlameService,
    BranchesService,
    TagsService,
    CompareService,
    MergeService,
    ObjectStore,
    DeletedPartials,
    PartialIncludes,
    PromptBundles,
    PromptChecker,
    PromptIndex,
    PromptLanguage,
    PromptList,
    PromptSources,
    PublishService,
    ReadingService,
    VersionDiff,
    VersionWriter,
  ],
  exports: [
    PromptBundles,
    PromptIndex,
    PromptList,
    BranchesService,
    TagsService,
    PromptSources,
    PublishService,
    ReadingService,
    ObjectStore,
    VersionWriter,
  ],
})
export class RegistryModule {}
