import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Diff } from '@prompthub/protocol';
import type { DataSource } from 'typeorm';
import { MAX_DIFF_BYTES } from './limits';
import { ObjectStore } from './object-store';
import { PromptLanguage } from './prompt-language';
import { diffTooLarge } from './registry-problems';
import type { TreeDifference } from './tree-reading';

/** Turns differences of trees into patches of texts. */
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
    return differences.map(({ path, from, to }) => ({
      path,
      status: from === undefined ? 'added' : to === undefined ? 'deleted' : 'modified',
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      patch: this.language.unifiedDiff({ path, from: textOf(from), to: textOf(to) }),
    }));
  }
}
