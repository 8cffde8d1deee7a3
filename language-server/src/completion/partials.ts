import { analyze, parse } from '@prompthub/core';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import type { ExpressionContext } from '../language/expression-context';
import { inputsOf, unplaced, type Input } from '../language/names';
import { CompletionItemKind, type Candidate } from './candidate';

/** Partials that the prompt can see, each with the arguments that it needs. */
export function partialCandidates(
  context: Context,
  document: PromptDocument,
  at: ExpressionContext,
): Candidate[] {
  const sources = context.workspace.partials(document.uri) ?? {};
  return Object.keys(sources).map((name): Candidate => {
    const sigil = at.sigil === '' ? '> ' : '';
    const required = partialInputs(context, document, name).filter(
      ({ optional, defaultValue }) => !optional && defaultValue === undefined,
    );
    const base = {
      label: sigil + name,
      filter: at.sigil === '' ? `>${name}` : name,
      kind: CompletionItemKind.Module,
      detail: `_${name}.prompt`,
      documentation: '```handlebars\n' + (sources[name] ?? '').slice(0, 600) + '\n```',
      rank: at.sigil === '' ? 2 : 0,
      range: at.replace,
    };
    if (!at.atEnd) return { ...base, insert: sigil + name };
    const own = document.analysis.input.variables;
    const missing = context.abilities.snippets ? required.filter((input) => !own.has(input.name)) : [];
    const args = missing.map((input, index) => ` ${input.name}=\${${index + 1}:${input.name}}`).join('');
    const range = { start: at.replace.start, end: at.closedAt ?? at.replace.end };
    return { ...base, insert: `${sigil}${name}${args}${at.closer}`, snippet: args !== '', range };
  });
}

/** What a partial wants to be given: its declared inputs, or else the names that it uses. */
export function partialInputs(context: Context, document: PromptDocument, name: string): Input[] {
  const source = context.workspace.partials(document.uri)?.[name];
  if (source === undefined) return [];
  const analysis = analyze(parse(source));
  const declared = inputsOf(analysis);
  if (declared.length > 0) return declared;
  return [...analysis.usages.keys()].map((used) => unplaced(used, undefined));
}
