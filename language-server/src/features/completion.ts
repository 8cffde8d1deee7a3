import type { CompletionItem, CompletionParams } from 'vscode-languageserver';
import { headFromCallers } from '../completion/callers';
import { toItem, type Candidate } from '../completion/candidate';
import { expressionCandidates } from '../completion/expressions';
import { expressionPlace } from '../completion/place';
import { newPrompt } from '../completion/new-prompt';
import { yamlCandidates } from '../completion/yaml';
import { suppressionCandidates } from '../completion/suppressions';
import { factsOf } from '../completion/yaml-question';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { frontmatterShape, suiteShape } from '../language/frontmatter-keys';
import { frontmatterRegion, headOf } from '../language/frontmatter-region';
import { surroundingsOf } from '../language/surroundings';
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
      : await promptCandidates(context, document, offset);
  return candidates.map((candidate) => toItem(document, candidate, context.abilities));
}

async function promptCandidates(
  context: Context,
  document: PromptDocument,
  offset: number,
): Promise<Candidate[]> {
  const { text } = document;
  const region = frontmatterRegion(text);
  const silencing = suppressionCandidates(text, offset, region);
  if (silencing) return silencing;
  const isYaml = region && region.start <= offset && (offset < region.end || !region.closed);
  const place =
    isYaml && region.closed
      ? undefined
      : expressionPlace(context, document, {
          offset,
          head: await headFromCallers(context, document),
        });
  if (place) return expressionCandidates(context, place);
  if (isYaml) {
    const head = headOf(text, region);
    const { analysis, frontmatter } = surroundingsOf(context, { head, blocks: [] });
    return yamlCandidates(context, {
      text,
      at: yamlContext(text, region, offset),
      root: frontmatterShape,
      value: frontmatter?.value,
      prompt: factsOf(document, analysis),
    });
  }
  return region ? [] : newPrompt(text, offset);
}

async function suiteCandidates(
  context: Context,
  document: PromptDocument,
  offset: number,
): Promise<Candidate[]> {
  const all = { start: 0, end: document.text.length };
  const silencing = suppressionCandidates(document.text, offset, all);
  if (silencing) return silencing;
  const at = yamlContext(document.text, all, offset);
  const prompt = await context.workspace.load(context.workspace.promptOf(document.uri));
  return yamlCandidates(context, {
    text: document.text,
    at,
    root: suiteShape,
    value: document.yaml.value,
    prompt: prompt && factsOf(prompt),
  });
}
