import { resolvePath, visit, type Range, type Reference, type TemplateNode } from '@prompthub/core';
import type { PromptDocument } from '../documents';
import { inputPathsOf, isSamePath, type InputPath } from './input-paths';
import { namesInTests, namesInValue } from './names-in-values';

/** What a name means: an input of the prompt or something in it, or a name between the pipes of a block. */
export type Meaning =
  | { readonly kind: 'property'; readonly path: InputPath }
  | { readonly kind: 'block-param'; readonly declaration: Range };

/** One place where such a name is written. */
export interface NamePlace {
  readonly range: Range;
  readonly where: 'schema' | 'required' | 'default' | 'test' | 'template' | 'block-param';
  readonly meaning: Meaning;
}

const kept = new WeakMap<PromptDocument, readonly NamePlace[]>();

/** Every place of a prompt where a name of its input or of a block stands, in the order of the text. */
export function namesIn(document: PromptDocument): readonly NamePlace[] {
  const known = kept.get(document);
  if (known) return known;
  const isOurs = document.kind === 'prompt' && document.tree.dialect === 'dotprompt';
  const all = isOurs ? [...namesInFrontmatter(document), ...namesInTemplate(document)] : [];
  const byPlace = new Map(all.map((place) => [place.range.start, place]));
  const places = [...byPlace.values()].sort((left, right) => left.range.start - right.range.start);
  kept.set(document, places);
  return places;
}

export function isSameMeaning(left: Meaning, right: Meaning): boolean {
  if (left.kind === 'property') return right.kind === 'property' && isSamePath(left.path, right.path);
  return right.kind === 'block-param' && left.declaration.start === right.declaration.start;
}

function namesInFrontmatter(document: PromptDocument): NamePlace[] {
  const { frontmatter } = document.tree;
  if (!frontmatter) return [];
  const declared = inputPathsOf(document).properties.flatMap(({ path, range, requiredAt }): NamePlace[] => {
    const meaning: Meaning = { kind: 'property', path };
    const own: NamePlace = { range, where: 'schema', meaning };
    return requiredAt ? [own, { range: requiredAt, where: 'required', meaning }] : [own];
  });
  const context = {
    text: document.text,
    inputs: inputPathsOf(document),
    entry: (path: readonly (string | number)[]) => frontmatter.entry(path),
  };
  const { defaults } = document.analysis.input;
  return [
    ...declared,
    ...namesInValue(defaults, ['input', 'default'], { ...context, where: 'default' }),
    ...namesInTests(frontmatter.value['prompthub.tests'], ['prompthub.tests'], { ...context, where: 'test' }),
  ];
}

function namesInTemplate(document: PromptDocument): NamePlace[] {
  const found = document.analysis.references.flatMap((reference) => namesInPath(document, reference));
  visit(document.tree.template, (node) => {
    if (node.type === 'BlockStatement')
      for (const { range } of node.program.blockParams)
        found.push({ range, where: 'block-param', meaning: { kind: 'block-param', declaration: range } });
    else found.push(...lookedUp(document, node));
  });
  return found;
}

function namesInPath(document: PromptDocument, reference: Reference): NamePlace[] {
  const { node, resolution, scope } = reference;
  if (resolution.kind === 'helper') return [];
  const inputs = inputPathsOf(document);
  return node.parts.flatMap(({ range }, index): NamePlace[] => {
    const isWhole = index === node.parts.length - 1;
    const start = isWhole ? node : { ...node, parts: node.parts.slice(0, index + 1) };
    const found = isWhole ? resolution : resolvePath(start, scope, document.analysis);
    if (found.kind === 'block-param' && index === 0) {
      const { declaration } = found.variable;
      return declaration ? [{ range, where: 'template', meaning: { kind: 'block-param', declaration } }] : [];
    }
    const path = inputs.ofResolution(found, start);
    return path?.length ? [{ range, where: 'template', meaning: { kind: 'property', path } }] : [];
  });
}

/** `{{lookup user "name"}}` reads `user.name`. */
function lookedUp(document: PromptDocument, node: TemplateNode): NamePlace[] {
  if (node.type !== 'MustacheStatement' && node.type !== 'SubExpression') return [];
  if (node.path.type !== 'PathExpression' || node.path.original !== 'lookup') return [];
  const [subject, name] = node.params;
  if (subject?.type !== 'PathExpression' || name?.type !== 'StringLiteral') return [];
  const reference = document.analysis.byNode.get(subject);
  const inputs = inputPathsOf(document);
  const owner = reference && inputs.ofReference(reference);
  if (!owner) return [];
  const range = { start: name.range.start + 1, end: name.range.end - 1 };
  return [{ range, where: 'template', meaning: { kind: 'property', path: inputs.below(owner, name.value) } }];
}
