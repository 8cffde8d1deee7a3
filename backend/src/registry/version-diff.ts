import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { isPrompt } from '@prompthub/core';
import type { Diff } from '@prompthub/protocol';
import type { DataSource } from 'typeorm';
import { toPathChange } from './commit-view';
import { MAX_DIFF_BYTES } from './limits';
import { ObjectStore } from './object-store';
import { PromptLanguage } from './prompt-language';
import { diffTooLarge } from './registry-problems';
import { semanticChanges } from './semantic-changes';
import type { TreeDifference } from './tree-reading';

/** Turns differences of trees into patches of texts, and says of prompts what changed in meaning. */
@Injectable()
export class VersionDiff {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly objects: ObjectStore,
    private readonly language: PromptLanguage,
  ) {}

  async files(projectId: string, differences: readonly TreeDifference[]): Promise<Diff['files']> {
    const blobs = differences.flatMap(({ from, to }) => [from, to]).filter((id) => id !== undefined);
    const { manager } = this.dataSource;
    const sizes = await this.objects.sizes(manager, projectId, blobs);
    const bytes = blobs.reduce((sum, blob) => sum + (sizes.get(blob) ?? 0), 0);
    if (bytes > MAX_DIFF_BYTES) throw diffTooLarge();
    const texts = await this.objects.texts(manager, projectId, blobs);
    const textOf = (blob: string | undefined) => (blob === undefined ? undefined : texts.get(blob));
    return differences.map((difference) => {
      const { path, from, to } = difference;
      const [before, after] = [textOf(from), textOf(to)];
      const isModifiedPrompt = isPrompt(path) && before !== undefined && after !== undefined;
      return {
        ...toPathChange(difference),
        patch: this.language.unifiedDiff({ path, from: before, to: after }),
        ...(isModifiedPrompt ? { changes: semanticChanges(before, after) } : {}),
      };
    });
  }
}
