import { Injectable } from '@nestjs/common';
import { isPartial, isPrompt, visiblePartials } from '@prompthub/core';
import { PartialIncludes, type Texts } from './partial-includes';
import { partialInUse } from './registry-problems';
import type { TreeDifference } from './tree-reading';

/** Sees that no version loses a partial which its prompts still include: those files did not change, so that nothing else would. */
@Injectable()
export class DeletedPartials {
  constructor(private readonly includes: PartialIncludes) {}

  /**
   * `files` are the version's, blobs by path. A partial that moved is not missed where its name now finds it elsewhere.
   * @throws ProblemError 409 with the partials and who includes them
   */
  async assertUnused(
    files: ReadonlyMap<string, string>,
    differences: readonly TreeDifference[],
    texts: Texts,
  ): Promise<void> {
    const gone = new Set(
      differences.map(({ path }) => path).filter((path) => isPartial(path) && !files.has(path)),
    );
    if (gone.size === 0) return;
    const prompts = [...files.keys()].filter(isPrompt);
    const before = [...files.keys(), ...gone].filter(isPartial);
    const users = new Map<string, string[]>();
    for (const [user, { missing }] of await this.includes.reach(prompts, { files, texts, computed: false })) {
      const visible = missing.length === 0 ? undefined : visiblePartials(user, before);
      const missed = new Set(missing.map((name) => visible?.get(name)));
      for (const path of gone) if (missed.has(path)) users.set(path, [...(users.get(path) ?? []), user]);
    }
    if (users.size > 0) throw partialInUse([...users].map(([path, those]) => ({ path, users: those })));
  }
}
