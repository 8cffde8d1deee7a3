import { Injectable } from '@nestjs/common';
import type { Diagnostic } from '@prompthub/core';

export interface PromptContext {
  readonly fileName: string;
  /** Sources by bare name. */
  readonly partials: Readonly<Record<string, string>>;
}

/** What the hub asks of the prompt language. */
@Injectable()
export class PromptLanguage {
  check(_source: string, _context: PromptContext): readonly Diagnostic[] {
    return [];
  }

  unifiedDiff(_texts: { path: string; from: string; to: string }): string {
    return '';
  }
}
