import type {
  PrepareRenameParams,
  PrepareRenameResult,
  RenameParams,
  WorkspaceEdit,
} from 'vscode-languageserver';
import type { Context } from '../context';
import { targetAt } from '../language/target';
import { refusal, workspaceEdit } from '../navigation/edits';
import { objectionToRenaming, renameName } from '../navigation/rename-name';
import { renamePartial } from '../navigation/rename-partial';
import { renamePrompt } from '../navigation/rename-prompt';
import { symbolAt, type NavigationSymbol, type SymbolAt } from '../navigation/symbol';
import { toLspRange } from '../ranges';

/** The name under the cursor, or an error that says why it cannot be renamed. */
export async function prepareRename(
  context: Context,
  params: PrepareRenameParams,
): Promise<PrepareRenameResult | null> {
  const document = context.documents.get(params.textDocument.uri);
  const found = document && (await renamedAt(context, params));
  if (!found) return null;
  const objection = objectionTo(found.symbol);
  if (objection !== undefined) throw refusal(objection);
  const { range } = found;
  return {
    range: toLspRange(document.lines, range),
    placeholder: document.text.slice(range.start, range.end),
  };
}

/**
 * A variable with its schema, defaults, tests and callers' arguments; a block parameter; a partial with its file and all that
 * include it; a prompt's name. What is rendered stays the same.
 */
export async function rename(context: Context, params: RenameParams): Promise<WorkspaceEdit | null> {
  const found = await renamedAt(context, params);
  if (!found) return null;
  const { symbol } = found;
  const newName = params.newName.trim();
  switch (symbol.kind) {
    case 'property':
    case 'block-param':
      return workspaceEdit(context, await renameName(context, symbol, newName));
    case 'partial': {
      const { edits, moves } = await renamePartial(context, symbol.uri, newName);
      return workspaceEdit(context, edits, moves);
    }
    case 'prompt':
      return workspaceEdit(context, await renamePrompt(context, symbol, newName));
    default:
      throw refusal(objectionTo(symbol) ?? 'This cannot be renamed.');
  }
}

async function renamedAt(
  context: Context,
  { textDocument, position }: PrepareRenameParams,
): Promise<SymbolAt | undefined> {
  const document = context.documents.get(textDocument.uri);
  if (!document) return undefined;
  await context.workspace.ready;
  const offset = document.lines.offsetAt(position);
  const found = await symbolAt(context, document, offset);
  if (found || document.kind !== 'prompt') return found;
  const target = targetAt(document, offset);
  if (target?.kind === 'data') throw refusal(`@${target.name} is part of the template language.`);
  return undefined;
}

function objectionTo(symbol: NavigationSymbol): string | undefined {
  switch (symbol.kind) {
    case 'property':
    case 'block-param':
      return objectionToRenaming(symbol);
    case 'partial':
      return symbol.uri === undefined ? 'There is no file of this partial to rename.' : undefined;
    case 'prompt':
      return symbol.uri === undefined ? `There is no prompt “${symbol.name}”.` : undefined;
    case 'helper':
      return `“${symbol.name}” is a helper: it is named in the code of the application.`;
    case 'schema':
      return `The schema “${symbol.name}” is named in the code of the application.`;
    case 'file':
      return 'Rename the file itself.';
  }
}
