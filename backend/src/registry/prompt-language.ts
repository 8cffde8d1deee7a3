import { Injectable } from '@nestjs/common';
import { check, checkTests, type Diagnostic, isTestsFile, unifiedDiff } from '@prompthub/core';
import { testVocabulary } from '@prompthub/engine';

/** What the registry asks of the prompt language: the same that the editor and the command line ask. */
@Injectable()
export class PromptLanguage {
  /** `partials` are sources by the names that the prompt may use; files of tests have none. */
  check(path: string, source: string, partials: Readonly<Record<string, string>>): readonly Diagnostic[] {
    if (isTestsFile(path)) return checkTests(source, testVocabulary);
    const fileName = path.slice(path.lastIndexOf('/') + 1);
    return check(source, { ...testVocabulary, fileName, partials }).diagnostics;
  }

  /** `undefined` stands for a file that does not exist. */
  unifiedDiff({
    path,
    from,
    to,
  }: {
    path: string;
    from: string | undefined;
    to: string | undefined;
  }): string {
    return unifiedDiff(from, to, { path });
  }
}
