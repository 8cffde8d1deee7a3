import type { Range } from '@prompthub/core';
import type { DefinitionParams, LocationLink } from 'vscode-languageserver';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { frontmatterRegion } from '../language/frontmatter-region';
import { targetAt } from '../language/target';
import { yamlContext } from '../language/yaml-context';
import { atStart, toLspRange } from '../ranges';

/** A variable leads to its key in the schema (or the default), a partial to its file, a test's value to its variable. */
export function definition(context: Context, { textDocument, position }: DefinitionParams): LocationLink[] {
  const document = context.documents.get(textDocument.uri);
  if (!document || document.kind !== 'prompt' || document.unreadable) return [];
  const offset = document.lines.offsetAt(position);
  const target = targetAt(document, offset);
  if (target?.kind === 'partial') {
    const uri = context.workspace.partialUris(document.uri)?.get(target.name);
    const shown = uri && (context.documents.get(uri)?.uri ?? uri);
    return shown ? [link(document, target.range, { targetUri: shown })] : [];
  }
  if (target?.kind === 'variable' && target.declaration)
    return declaration(document, target.range, target.declaration);
  return testValue(document, offset);
}

function declaration(document: PromptDocument, origin: Range, declared: Range): LocationLink[] {
  const range = toLspRange(document.lines, declared);
  return [
    {
      ...link(document, origin, { targetUri: document.uri }),
      targetRange: range,
      targetSelectionRange: range,
    },
  ];
}

function testValue(document: PromptDocument, offset: number): LocationLink[] {
  const region = frontmatterRegion(document.text);
  if (!region || offset < region.start || offset > region.end) return [];
  const { kind, path, replace } = yamlContext(document.text, region, offset);
  const inVars = path[0] === 'prompthub.tests' && path[2] === 'vars' && path.length === 3;
  if (kind !== 'key' || !inVars) return [];
  const name = document.text.slice(replace.start, replace.end);
  const declared = document.analysis.input.variables.get(name)?.declaration;
  return declared ? declaration(document, replace, declared) : [];
}

function link(document: PromptDocument, origin: Range, { targetUri }: { targetUri: string }): LocationLink {
  return {
    originSelectionRange: toLspRange(document.lines, origin),
    targetUri,
    targetRange: atStart(),
    targetSelectionRange: atStart(),
  };
}
