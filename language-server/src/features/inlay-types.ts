import { describeType, visit, type Analysis, type BlockStatement, type Type } from '@prompthub/core';
import type { InlayHint } from 'vscode-languageserver';
import { overlaps } from '../ranges';
import type { HintSource } from './inlay-hints';

/** The types of names between the pipes of `as |item index|`, as far as the schema tells them. */
export const typeHints: HintSource = (context, document, range) => {
  if (!context.settings.inlayHints.types || document.kind !== 'prompt') return [];
  const hints: InlayHint[] = [];
  visit(document.tree.template, (node) => {
    if (!overlaps(node.range, range)) return false;
    if (node.type !== 'BlockStatement') return undefined;
    for (const { name, range: place } of node.program.blockParams) {
      const type = typeOf(document.analysis, node, name);
      if (type === undefined || !overlaps(place, range)) continue;
      hints.push({
        position: document.lines.positionAt(place.end),
        label: `: ${describeType(type)}`,
        ...(typeof type.description === 'string' && { tooltip: type.description }),
      });
    }
    return undefined;
  });
  return hints;
};

function typeOf({ scopes }: Analysis, { program }: BlockStatement, name: string): Type {
  return scopes.get(program)?.blockParams.get(name)?.type;
}
