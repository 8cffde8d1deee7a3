import { applyEdits } from '../format/apply-edits';
import { declaredNames } from '../model/declared-names';
import { builtinHelper } from '../model/helpers';
import { parse } from '../parse';
import type { PartialBlockStatement, PartialStatement } from '../syntax/ast';
import { templateExcess } from '../syntax/template-size';
import type { PromptTree } from '../syntax/tree';
import { isSameLayout, layoutOf } from './layout';
import { levelsHold } from './levels-hold';
import { movedText } from './moved-paths';
import { paramsAround } from './params-around';
import { refused, type Refactoring } from './refactoring';
import { namesAsArguments, UNCERTAIN, type Given } from './names-as-arguments';

/**
 * Puts the text of a partial in place of `{{> name context key=value}}`, with its names as they have to be there: properties of the
 * context, and the arguments. Refused, with the reason, where something in the partial could tell the difference.
 */
export function inlinePartial(
  tree: PromptTree,
  call: PartialStatement | PartialBlockStatement,
  partial: PromptTree,
): Refactoring {
  if (call.type === 'PartialBlockStatement') return refused('A partial with a body cannot be inlined.');
  if (partial.problems.length > 0 || tree.problems.length > 0)
    return refused('The partial or the prompt has mistakes that have to be repaired first.');
  if (templateExcess(tree.template) || templateExcess(partial.template))
    return refused('The template is too large or too deep to be rendered.');
  if (call.indent !== '')
    return refused('This use is indented, and so is every line that the partial prints.');
  const given = givenBy(call);
  if ('refusal' in given) return given;
  const { source, templateRange } = partial;
  const text = source.slice(templateRange.start, templateRange.end);
  const layout = layoutOf(source, partial.template);
  const before = layoutOf(tree.source, tree.template, { at: call.range, layout });
  // A tag alone on its line takes the line's end with it; the text that comes instead may not.
  const lineEnd = /^[ \t]*(?:\r\n|\n|\r)?/.exec(tree.source.slice(call.range.end))?.[0].length ?? 0;
  const ends = [call.range.end, call.range.end + lineEnd];
  const range = ends
    .map((end) => ({ start: call.range.start, end }))
    .find((each) => {
      const after = parse(applyEdits(tree.source, [{ range: each, newText: text }]));
      return after.problems.length === 0 && isSameLayout(layoutOf(after.source, after.template), before);
    });
  if (!range) return refused('White space or tags around this use change what the partial prints.');
  const blockParams = new Set(paramsAround(tree, call.range));
  const moved = movedText(partial.template.body);
  const helpers = new Set(declaredNames(tree.frontmatter, 'helpers'));
  const isHelper = (name: string): boolean => builtinHelper(name) !== undefined || helpers.has(name);
  const rewritten = namesAsArguments(partial, moved, { ...given, blockParams, isHelper });
  if ('refusal' in rewritten) return rewritten;
  const newText = applyEdits(
    text,
    rewritten.edits.map(({ range: { start, end }, newText: own }) => ({
      range: { start: start - templateRange.start, end: end - templateRange.start },
      newText: own,
    })),
  );
  const after = movedText(parse(newText).template.body, blockParams);
  if (!levelsHold(rewritten.kept, after.paths)) return refused(UNCERTAIN);
  return { edits: [{ range, newText }] };
}

function givenBy({ params, hash }: PartialStatement): Given | { readonly refusal: string } {
  const [context] = params;
  if (params.length > 1 || (context && context.type !== 'PathExpression'))
    return refused('What the partial is given is computed.');
  const isThis = context?.isThis === true && context.parts.length === 0 && context.depth === 0;
  const values = new Map(hash?.pairs.map(({ key, value }) => [key, value]));
  return { context: isThis ? undefined : context, values };
}
