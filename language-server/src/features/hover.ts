import { builtinHelper, describeType } from '@prompthub/core';
import { MarkupKind, type Hover, type HoverParams } from 'vscode-languageserver';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { nameHover, type Explained } from '../hover/name-hover';
import { partialMarkdown } from '../hover/partial-hover';
import { yamlHover } from '../hover/yaml-hover';
import { frontmatterRegion } from '../language/frontmatter-region';
import { dataVariables, helperMarkdown, roleNotes } from '../language/helpers';
import { targetAt, type Target } from '../language/target';
import { toLspRange } from '../ranges';

/** What stands under the cursor, explained: a variable, a helper, a partial's text, a role, a key or a value of the YAML. */
export async function hover(
  context: Context,
  { textDocument, position }: HoverParams,
): Promise<Hover | null> {
  const document = context.documents.get(textDocument.uri);
  if (!document || document.unreadable) return null;
  await context.workspace.ready;
  const found = await explain(context, document, document.lines.offsetAt(position));
  if (!found) return null;
  const contents = { kind: MarkupKind.Markdown, value: found.markdown };
  return { contents, range: toLspRange(document.lines, found.range) };
}

async function explain(
  context: Context,
  document: PromptDocument,
  offset: number,
): Promise<Explained | undefined> {
  if (document.kind === 'tests')
    return yamlHover(context, document, { region: { start: 0, end: document.text.length }, offset });
  const name = await nameHover(context, document, offset);
  if (name) return name;
  const region = frontmatterRegion(document.text);
  if (region && region.start <= offset && offset <= region.end)
    return yamlHover(context, document, { region, offset });
  const target = targetAt(document, offset);
  const markdown = target && aboutTarget(context, document, target);
  return target && markdown ? { markdown, range: target.range } : undefined;
}

function aboutTarget(context: Context, document: PromptDocument, target: Target): string | undefined {
  switch (target.kind) {
    case 'helper': {
      const helper = builtinHelper(target.name);
      return helper && helperMarkdown(helper);
    }
    case 'partial':
      return partialMarkdown(context, document, target.name);
    case 'role':
      return `**${target.name}** ${(roleNotes as Record<string, string>)[target.name] ?? 'is no role: use user, model, system or tool.'}`;
    case 'data':
      return `**@${target.name}** ${dataVariables[target.name] ?? 'A key of the context that the application gives.'}`;
    case 'variable': {
      const description = target.type?.description;
      const head = `**${target.text}**: \`${describeType(target.type)}\``;
      return typeof description === 'string' ? `${head}\n\n${description}` : head;
    }
  }
}
