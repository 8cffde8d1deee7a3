import { builtinHelper, describeType } from '@prompthub/core';
import { MarkupKind, type Hover, type HoverParams } from 'vscode-languageserver';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { frontmatterShape, shapeAt, suiteShape } from '../language/frontmatter-keys';
import { frontmatterRegion } from '../language/frontmatter-region';
import { dataVariables, helperMarkdown, roleNotes } from '../language/helpers';
import { inputsOf, unplaced, type Input } from '../language/names';
import { targetAt, type Target } from '../language/target';
import { yamlContext } from '../language/yaml-context';
import { toLspRange } from '../ranges';

const PREVIEW_LINES = 15;

/** What stands under the cursor, explained: a variable, a helper, a partial's text, a role, a key of the YAML. */
export function hover(context: Context, { textDocument, position }: HoverParams): Hover | null {
  const document = context.documents.get(textDocument.uri);
  if (!document || document.unreadable) return null;
  const offset = document.lines.offsetAt(position);
  const region =
    document.kind === 'tests' ? { start: 0, end: document.text.length } : frontmatterRegion(document.text);
  if (region && region.start <= offset && offset <= region.end) return yamlHover(document, region, offset);
  if (document.kind === 'tests') return null;
  const target = targetAt(document, offset);
  const value = target && explain(context, document, target);
  if (!value) return null;
  return { contents: { kind: MarkupKind.Markdown, value }, range: toLspRange(document.lines, target.range) };
}

function explain(context: Context, document: PromptDocument, target: Target): string | undefined {
  switch (target.kind) {
    case 'helper': {
      const helper = builtinHelper(target.name);
      return helper && helperMarkdown(helper);
    }
    case 'partial':
      return partialMarkdown(target.name, context.workspace.partials(document.uri)?.[target.name]);
    case 'role':
      return `**${target.name}** ${(roleNotes as Record<string, string>)[target.name] ?? 'is no role: use user, model, system or tool.'}`;
    case 'data':
      return `**@${target.name}** ${dataVariables[target.name] ?? 'A key of the context that the application gives.'}`;
    case 'variable': {
      const input = inputsOf(document.analysis).find(({ name }) => name === target.input);
      return nameMarkdown(target.text, input ?? unplaced(target.text, target.type));
    }
  }
}

export function nameMarkdown(text: string, { type, optional, description, defaultValue }: Input): string {
  return [
    `**${text}**: \`${describeType(type)}\`${optional ? ' (optional)' : ''}`,
    ...(description ? [description] : []),
    ...(defaultValue === undefined ? [] : [`Default: \`${JSON.stringify(defaultValue)}\``]),
  ].join('\n\n');
}

function partialMarkdown(name: string, source: string | undefined): string | undefined {
  if (source === undefined) return undefined;
  const lines = source.split(/\r\n|\n|\r/);
  const shown = lines.slice(0, PREVIEW_LINES).join('\n').replaceAll('```', '` ` `');
  return `**_${name}.prompt**\n\n\`\`\`handlebars\n${shown}\n\`\`\`${lines.length > PREVIEW_LINES ? '\n…' : ''}`;
}

function yamlHover(
  { text, lines, kind }: PromptDocument,
  region: { start: number; end: number },
  offset: number,
): Hover | null {
  const found = yamlContext(text, region, offset);
  const word = text.slice(found.replace.start, found.replace.end);
  const root = kind === 'tests' ? suiteShape : frontmatterShape;
  const path = found.kind === 'key' ? [...found.path, word] : found.path;
  const description = word && shapeAt(root, path)?.description;
  if (!description) return null;
  const value = `**${String(path.at(-1))}** ${description}`;
  return { contents: { kind: MarkupKind.Markdown, value }, range: toLspRange(lines, found.replace) };
}
