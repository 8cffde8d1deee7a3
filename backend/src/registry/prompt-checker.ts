import { Injectable } from '@nestjs/common';
import { LineMap } from '@prompthub/core';
import type { CheckedDiagnostic } from '@prompthub/protocol';
import { isPartial, isPrompt, partialsFor } from './partials';
import { PromptLanguage } from './prompt-language';

export interface CheckRequest {
  /** Texts of the files to check, by path. */
  readonly saved: ReadonlyMap<string, string>;
  /** Every file of the version with the id of its blob. */
  readonly files: ReadonlyMap<string, string>;
  /** Texts of blobs by id. */
  readonly texts: (blobs: readonly string[]) => Promise<ReadonlyMap<string, string>>;
}

/** Checks prompts as the editor does, with the partials of the version that they are to become part of. */
@Injectable()
export class PromptChecker {
  constructor(private readonly language: PromptLanguage) {}

  /** Error-level diagnostics of the saved prompts; other files have none. */
  async errorsIn({ saved, files, texts }: CheckRequest): Promise<CheckedDiagnostic[]> {
    const prompts = [...saved].filter(([path]) => isPrompt(path));
    if (prompts.length === 0) return [];
    const partials = new Map([...files].filter(([path]) => isPartial(path)));
    const sources = await texts([...partials.values()]);
    return prompts.flatMap(([path, source]) => {
      const visible = [...partialsFor(path, partials)].map(
        ([name, blob]) => [name, sources.get(blob) ?? ''] as const,
      );
      return this.#check(path, source, Object.fromEntries(visible));
    });
  }

  #check(path: string, source: string, partials: Record<string, string>): CheckedDiagnostic[] {
    const fileName = path.slice(path.lastIndexOf('/') + 1);
    const errors = this.language
      .check(source, { fileName, partials })
      .filter((each) => each.severity === 'error');
    if (errors.length === 0) return [];
    const lines = new LineMap(source);
    return errors.map(({ code, severity, message, range }) => ({
      file: path,
      code,
      severity,
      message,
      range: { start: lines.positionAt(range.start), end: lines.positionAt(range.end) },
    }));
  }
}
