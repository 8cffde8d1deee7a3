import { check, type CheckOptions, type Diagnostic } from '@prompthub/core';
import type { Context } from './context';
import type { PromptDocument } from './documents';
import { checkSuite } from './tests/check-suite';
import { fileNameOf } from './uri';

interface Kept {
  readonly stamp: string;
  readonly diagnostics: readonly Diagnostic[];
}
const kept = new WeakMap<PromptDocument, Kept>();

/** The diagnostics of one version of a document; computed once for each state of its surroundings. Never throws. */
export function diagnosticsOf(context: Context, document: PromptDocument): readonly Diagnostic[] {
  const stamp = stampOf(context, document);
  const known = kept.get(document);
  if (known?.stamp === stamp) return known.diagnostics;
  const diagnostics = compute(context, document);
  kept.set(document, { stamp, diagnostics });
  return diagnostics;
}

/** Equal for equal diagnostics: what they depend on, as one string. Serves as LSP's `resultId`. */
export function stampOf(context: Context, document: PromptDocument): string {
  return `${document.version}.${context.workspace.generation}.${context.generation}`;
}

export function checkOptions(context: Context, document: PromptDocument): CheckOptions {
  const { settings, knowledge, workspace } = context;
  return {
    fileName: fileNameOf(document.uri),
    partials: workspace.partials(document.uri),
    models: knowledge.models,
    assertions: knowledge.assertions,
    profile: settings.profile,
    lint: settings.lint,
  };
}

function compute(context: Context, document: PromptDocument): readonly Diagnostic[] {
  const { unreadable } = document;
  if (unreadable) {
    const { code, message, offset } = unreadable;
    return [{ code, message, severity: 'error', range: { start: offset, end: offset + 1 }, fixes: [] }];
  }
  const found =
    document.kind === 'tests'
      ? checkSuite(context, document)
      : check(document.tree, checkOptions(context, document)).diagnostics;
  return [...lostCharacters(document), ...found];
}

/** Bytes that are no UTF-8 arrive as U+FFFD: what stood there is lost, and saving makes that final. */
function lostCharacters({ text }: PromptDocument): Diagnostic[] {
  const start = text.indexOf('\uFFFD');
  if (start < 0) return [];
  const message =
    'Here stands U+FFFD, the sign for bytes that are not UTF-8. Open the file again in its own encoding and save it as UTF-8.';
  return [
    { code: 'invalid-encoding', message, severity: 'warning', range: { start, end: start + 1 }, fixes: [] },
  ];
}
