import type { Program, TemplateNode } from '../syntax/ast';
import { pathName } from '../syntax/template-names';
import { visit } from '../syntax/visit';

/** What a template means, without how it is written: two templates with one fingerprint render the same for all inputs. */
export function fingerprint(program: Program): string {
  const lines: string[] = [];
  visit(program, (node, parents) => {
    lines.push(`${parents.length} ${node.type} ${JSON.stringify(essence(node))}`);
  });
  return lines.join('\n');
}

function essence(node: TemplateNode): unknown {
  switch (node.type) {
    case 'Program':
      return node.blockParams.map(({ name }) => name);
    case 'ContentStatement':
      return node.value;
    case 'PathExpression':
      return [pathName(node), node.data, node.depth, node.parts.map(({ name }) => name)];
    case 'StringLiteral':
    case 'NumberLiteral':
    case 'BooleanLiteral':
      return node.value;
    case 'HashPair':
      return node.key;
    case 'ErrorNode':
      return node.text;
    case 'PartialStatement':
      return [node.indent, node.params.length];
    case 'BlockStatement':
      return [node.params.length, node.inverted, node.chained, node.inverse !== undefined];
    case 'MustacheStatement':
    case 'SubExpression':
    case 'PartialBlockStatement':
      return node.params.length;
    default:
      return null;
  }
}
