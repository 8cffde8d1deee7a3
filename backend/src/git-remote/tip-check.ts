import { Injectable } from '@nestjs/common';
import type { CheckedDiagnostic } from '@prompthub/protocol';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import type { AccessedProject } from '../access/access.service';
import { ProblemError } from '../common/problem';
import { ObjectStore } from '../registry/object-store';
import { isChecked } from '../registry/prompt-checker';
import { compareTrees, listFiles, type TreeDifference } from '../registry/tree-reading';
import { VersionWriter } from '../registry/version-writer';
import { PushRefusedError, refusalOf } from './push-refusals';

/** Where a branch is to stand, and the tree that what is new there is measured against. */
export interface Tip {
  readonly ref: string;
  readonly tree: string;
  readonly before: string | undefined;
}

const MOST_NAMED = 20;
const diagnostics = z.object({ diagnostics: z.array(z.custom<CheckedDiagnostic>()) });

/** Holds the version at the end of a pushed branch to the rules of every other way to write one. */
@Injectable()
export class TipCheck {
  constructor(
    private readonly objects: ObjectStore,
    private readonly versions: VersionWriter,
  ) {}

  /** @throws PushRefusedError that names file, line and message. */
  async assertSound(manager: EntityManager, project: AccessedProject, tip: Tip): Promise<void> {
    const readTree = this.objects.trees(manager, project.id);
    const differences = await compareTrees(tip.before, tip.tree, readTree);
    assertNoCaseClash(tip.ref, [...(await listFiles(tip.tree, readTree)).keys()], differences);
    await this.#assertText(manager, project, { tip, differences });
    try {
      await this.versions.assertNoErrors({ manager, project }, tip.tree, differences);
    } catch (error) {
      const found = error instanceof ProblemError ? diagnostics.safeParse(error.extra).data : undefined;
      if (found === undefined) throw refusalOf(tip.ref, error);
      throw new PushRefusedError(tip.ref, 'prompts have errors', described(found.diagnostics));
    }
  }

  async #assertText(
    manager: EntityManager,
    project: AccessedProject,
    { tip, differences }: { tip: Tip; differences: readonly TreeDifference[] },
  ): Promise<void> {
    for (const { path, to } of differences) {
      if (to === undefined || !isChecked(path)) continue;
      const content = (await this.objects.read(manager, project.id, to))?.content ?? Buffer.alloc(0);
      if (!isText(content)) throw new PushRefusedError(tip.ref, `"${path}" is not UTF-8 text without NUL`);
    }
  }
}

function isText(content: Uint8Array): boolean {
  if (content.includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(content);
    return true;
  } catch {
    return false;
  }
}

function described(found: readonly CheckedDiagnostic[]): string[] {
  const lines = found.slice(0, MOST_NAMED).map(({ file, range: { start }, message, code }) => {
    return `${file}:${start.line + 1}:${start.character + 1}: ${message} (${code})`;
  });
  const more = found.length - lines.length;
  return [
    ...lines,
    ...(more > 0 ? [`… and ${more} more`] : []),
    'Mend them in another commit, and push again.',
  ];
}

/** Names that macOS and Windows take for one. Only new ones are blamed: what is stored may stay. */
function assertNoCaseClash(
  ref: string,
  paths: readonly string[],
  differences: readonly TreeDifference[],
): void {
  if (differences.every(({ from }) => from !== undefined)) return;
  const spellings = new Map<string, string>();
  for (const path of paths) {
    const parts = path.split('/');
    for (let depth = 1; depth <= parts.length; depth++) {
      const entry = parts.slice(0, depth).join('/');
      const folded = entry.normalize('NFC').toLowerCase();
      const other = spellings.get(folded);
      if (other === undefined) spellings.set(folded, entry);
      else if (other !== entry)
        throw new PushRefusedError(ref, `"${entry}" and "${other}" differ only in case`, [
          'Many systems cannot hold both. Rename one.',
        ]);
    }
  }
}
