import { Injectable } from '@nestjs/common';
import { isPartial, isPrompt, isTestsFile, LineMap, promptOfTests, visiblePartials } from '@prompthub/core';
import type { CheckedDiagnostic } from '@prompthub/protocol';
import { PromptLanguage, type Beside } from './prompt-language';

export interface CheckRequest {
  /** Texts of the files to check, by path. */
  readonly saved: ReadonlyMap<string, string>;
  /** Every file of the version with the id of its blob. */
  readonly files: ReadonlyMap<string, string>;
  /** Texts of blobs by id. */
  readonly texts: (blobs: readonly string[]) => Promise<ReadonlyMap<string, string>>;
}

/** Whether files with this name are checked: prompts and their tests. */
export const isChecked = (path: string): boolean => isPrompt(path) || isTestsFile(path);

/** Checks prompts and files of tests as the editor does, with the partials of the version that they become part of. */
@Injectable()
export class PromptChecker {
  constructor(private readonly language: PromptLanguage) {}

  /** What must be mended before the saved files can be published. */
  async errorsIn(request: CheckRequest): Promise<CheckedDiagnostic[]> {
    return (await this.check(request)).filter(({ severity }) => severity === 'error');
  }

  /** The diagnostics of the saved prompts and files of tests; other files have none. */
  async check({ saved, files, texts }: CheckRequest): Promise<CheckedDiagnostic[]> {
    const checked = [...saved].filter(([path]) => isChecked(path));
    const partials = checked.some(([path]) => isPrompt(path))
      ? new Map([...files].filter(([path]) => isPartial(path)))
      : new Map<string, string>();
    const tested = new Map(
      checked.flatMap(([path]) => {
        const blob = isTestsFile(path) ? files.get(promptOfTests(path)) : undefined;
        return blob === undefined ? [] : [[path, blob] as const];
      }),
    );
    const sources = await texts([...new Set([...partials.values(), ...tested.values()])]);
    return checked.flatMap(([path, source]) => {
      const visible = [...visiblePartials(path, partials.keys())].map(
        ([name, partial]) => [name, sources.get(partials.get(partial) ?? '') ?? ''] as const,
      );
      const prompt = sources.get(tested.get(path) ?? '');
      return this.#check(path, source, { partials: Object.fromEntries(visible), prompt });
    });
  }

  #check(path: string, source: string, beside: Beside): CheckedDiagnostic[] {
    const found = this.language.check(path, source, beside);
    if (found.length === 0) return [];
    const lines = new LineMap(source);
    return found.map(({ code, severity, message, range }) => ({
      file: path,
      code,
      severity,
      message,
      range: { start: lines.positionAt(range.start), end: lines.positionAt(range.end) },
    }));
  }
}
