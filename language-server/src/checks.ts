import { check, checkTests, type CheckOptions, type Diagnostic } from '@prompthub/core';
import type { Context } from './context';
import type { PromptDocument } from './documents';
import { fileNameOf } from './uri';

interface Kept {
  readonly stamp: string;
  readonly diagnostics: readonly Diagnostic[];
}
const kept = new WeakMap<PromptDocument, Kept>();
/** The prompts that files of tests belong to. */
const tested = new WeakMap<PromptDocument, PromptDocument | undefined>();

/** Reads what the diagnostics of a document depend on; to be awaited before they are asked for. Never rejects. */
export async function prepare({ workspace }: Context, document: PromptDocument): Promise<void> {
  await workspace.ready;
  if (document.kind === 'tests') tested.set(document, await workspace.load(workspace.promptOf(document.uri)));
}

/** The diagnostics of one version of a document; computed once for each state of its surroundings. Never throws. */
export function diagnosticsOf(context: Context, document: PromptDocument): readonly Diagnostic[] {
  const stamp = `${stampOf(context, document)}.${tested.has(document)}`;
  const known = kept.get(document);
  if (known?.stamp === stamp) return known.diagnostics;
  const diagnostics = compute(context, document);
  kept.set(document, { stamp, diagnostics });
  return diagnostics;
}

/** Equal for equal diagnostics: what they depend on, as one string. Serves as LSP's `resultId`. */
export function stampOf(context: Context, document: Pick<PromptDocument, 'uri' | 'version'>): string {
  return `${document.version}.${context.workspace.stampOf(document.uri)}.${context.generation}`;
}

export function checkOptions(context: Context, document: PromptDocument): CheckOptions {
  const { settings, knowledge, workspace } = context;
  return {
    ...knowledge,
    fileName: fileNameOf(document.uri),
    partials: workspace.partialTrees(document.uri),
    profile: settings.profile,
    lint: settings.lint,
  };
}

function compute(context: Context, document: PromptDocument): readonly Diagnostic[] {
  const { kind, text, unreadable } = document;
  const options = checkOptions(context, document);
  if (kind === 'tests') {
    const { text: prompt } = tested.get(document) ?? {};
    return checkTests(text, { ...options, yaml: document.yaml, prompt });
  }
  // The tree of an unreadable document is that of an empty text.
  return check(unreadable ? text : document.tree, options).diagnostics;
}
