import type { CompletionItem, CompletionParams } from 'vscode-languageserver';
import { CompletionItemKind, toItem, type Candidate } from '../completion/candidate';
import { expressionCandidates } from '../completion/expressions';
import { yamlCandidates } from '../completion/yaml';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { expressionContext } from '../language/expression-context';
import { frontmatterShape, suiteShape } from '../language/frontmatter-keys';
import { frontmatterRegion } from '../language/frontmatter-region';
import { yamlContext } from '../language/yaml-context';

/** Proposals for the cursor, in any state of typing: what stands before the cursor is read without a parser. */
export async function completion(
  context: Context,
  { textDocument, position }: CompletionParams,
): Promise<CompletionItem[]> {
  const document = context.documents.get(textDocument.uri);
  if (!document || document.unreadable) return [];
  const offset = document.lines.offsetAt(position);
  const candidates =
    document.kind === 'tests'
      ? await suiteCandidates(context, document, offset)
      : promptCandidates(context, document, offset);
  return candidates.map((candidate) => toItem(document, candidate));
}

function promptCandidates(context: Context, document: PromptDocument, offset: number): Candidate[] {
  const { text, tree } = document;
  const region = frontmatterRegion(text);
  if (region && region.start <= offset && (offset < region.end || !region.closed)) {
    const at = yamlContext(text, region, offset);
    return yamlCandidates(context, {
      at,
      root: frontmatterShape,
      value: tree.frontmatter?.value,
      prompt: document,
    });
  }
  const at = expressionContext(text, offset);
  if (at)
    return tree.dialect === 'dotprompt' || text.trim().length < 200
      ? expressionCandidates(context, document, { at, offset })
      : [];
  return /^\s*-{0,3}$/.test(text.slice(0, offset)) && !region ? [skeleton(context, document, offset)] : [];
}

async function suiteCandidates(
  context: Context,
  document: PromptDocument,
  offset: number,
): Promise<Candidate[]> {
  const at = yamlContext(document.text, { start: 0, end: document.text.length }, offset);
  const prompt = await context.workspace.load(context.workspace.promptOf(document.uri));
  return yamlCandidates(context, { at, root: suiteShape, value: document.yaml.value, prompt });
}

/** The frontmatter of a new file. */
function skeleton({ abilities }: Context, { text }: PromptDocument, offset: number): Candidate {
  const start = text.slice(0, offset).search(/-*$/);
  const [model, name] = abilities.snippets ? ['${1:echo/echo}', '${2:name}'] : ['echo/echo', 'name'];
  return {
    label: '---',
    detail: 'frontmatter',
    kind: CompletionItemKind.Snippet,
    insert: `---\nmodel: ${model}\ninput:\n  schema:\n    ${name}: string\n---\n${abilities.snippets ? '$0' : ''}`,
    snippet: abilities.snippets,
    range: { start, end: offset },
    rank: 0,
  };
}
