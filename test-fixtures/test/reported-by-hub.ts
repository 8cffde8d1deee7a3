import { decodeSource } from '@prompthub/core';
import { PromptChecker } from '../../backend/src/registry/prompt-checker';
import { PromptLanguage } from '../../backend/src/registry/prompt-language';
import type { Reported } from './reported';

/** What the hub's check of a version says; each file stands in for its own blob. */
export function reportedByHub(files: ReadonlyMap<string, Uint8Array>): Promise<Reported[]> {
  const texts = new Map(
    [...files].filter(([path]) => isPublished(path)).map(([path, bytes]) => [path, decodeSource(bytes).text]),
  );
  return new PromptChecker(new PromptLanguage()).check({
    saved: texts,
    files: new Map([...texts.keys()].map((path) => [path, path])),
    texts: (blobs) => Promise.resolve(new Map(blobs.map((path) => [path, texts.get(path) ?? '']))),
  });
}

/** Hidden folders and dependencies never get there. */
function isPublished(path: string): boolean {
  return !/(?:^|\/)(?:\.|node_modules\/)/.test(path);
}
