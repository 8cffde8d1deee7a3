import type { DefinitionParams, Location, LocationLink, Range as LspRange } from 'vscode-languageserver';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { occurrencesIn } from '../navigation/occurrences';
import { sourceDefinition } from '../navigation/source-definitions';
import { symbolAt, type NavigationSymbol } from '../navigation/symbol';
import { atStart, toLspRange } from '../ranges';

interface Target {
  readonly uri: string;
  readonly range: LspRange;
}

/**
 * A variable, wherever it stands, leads to its key in the schema (or the default), a partial and a prompt to its file, a
 * helper and a schema to the source that registers it.
 */
export async function definition(
  context: Context,
  { textDocument, position }: DefinitionParams,
): Promise<LocationLink[] | Location[]> {
  const document = context.documents.get(textDocument.uri);
  if (!document) return [];
  await context.workspace.ready;
  const found = await symbolAt(context, document, document.lines.offsetAt(position));
  const target = found && (await targetOf(context, document, found.symbol));
  if (!target) return [];
  if (!context.abilities.definitionLinks) return [target];
  return [
    {
      originSelectionRange: toLspRange(document.lines, found.range),
      targetUri: target.uri,
      targetRange: target.range,
      targetSelectionRange: target.range,
    },
  ];
}

async function targetOf(
  context: Context,
  document: PromptDocument,
  symbol: NavigationSymbol,
): Promise<Target | undefined> {
  switch (symbol.kind) {
    case 'property':
    case 'block-param': {
      const declaring = occurrencesIn(symbol.prompt, symbol).find(({ role }) => role === 'declaration');
      return declaring && { uri: symbol.prompt.uri, range: toLspRange(symbol.prompt.lines, declaring.range) };
    }
    case 'partial':
    case 'prompt':
    case 'file':
      return symbol.uri === undefined
        ? undefined
        : { uri: context.documents.get(symbol.uri)?.uri ?? symbol.uri, range: atStart() };
    case 'helper':
    case 'schema': {
      const source = await sourceDefinition(context, document.key, symbol);
      return source && { uri: source.document.uri, range: toLspRange(source.document.lines, source) };
    }
  }
}
