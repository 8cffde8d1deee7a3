import { Injectable } from '@nestjs/common';
import { check, type Diagnostic, unifiedDiff } from '@prompthub/core';

export interface PromptContext {
  readonly fileName: string;
  /** Sources by bare name. */
  readonly partials: Readonly<Record<string, string>>;
}

/** What the registry asks of the prompt language: the same that the editor and the command line ask. */
@Injectable()
export class PromptLanguage {
  check(source: string, context: PromptContext): readonly Diagnostic[] {
    return check(source, context).diagnostics;
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
