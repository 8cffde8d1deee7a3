import { Injectable } from '@nestjs/common';
import {
  check,
  checkTests,
  type Diagnostic,
  isTestsFile,
  parse,
  partialReferences,
  unifiedDiff,
  visit,
} from '@prompthub/core';
import { checkKnowledge } from '@prompthub/engine';

/** Sources that a check needs besides the file's own. */
export interface Beside {
  /** By the names that the prompt may use. */
  readonly partials: Readonly<Record<string, string>>;
  /** The prompt that a file of tests belongs to, if it exists. */
  readonly prompt: string | undefined;
}

/** The partials that a text names. */
export interface Includes {
  readonly names: readonly string[];
  /** Whether it has others whose names are computed when it runs: `{{> (lookup …)}}`. */
  readonly computed: boolean;
}

/** What the registry asks of the prompt language: the same that the editor and the command line ask. */
@Injectable()
export class PromptLanguage {
  check(path: string, source: string, { partials, prompt }: Beside): readonly Diagnostic[] {
    if (isTestsFile(path)) return checkTests(source, { ...checkKnowledge, prompt });
    const fileName = path.slice(path.lastIndexOf('/') + 1);
    return check(source, { ...checkKnowledge, fileName, partials }).diagnostics;
  }

  includes(source: string): Includes {
    const tree = parse(source);
    let computed = false;
    visit(tree.template, (node) => {
      if (node.type === 'PartialStatement' || node.type === 'PartialBlockStatement')
        computed ||= node.name.type === 'SubExpression';
      return undefined;
    });
    return { names: [...new Set(partialReferences(tree).map(({ name }) => name))], computed };
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
