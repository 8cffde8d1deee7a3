import type { TextEdit } from '../diagnostic';
import { applyEdits } from '../format/apply-edits';
import { analyze, type Analysis } from '../model/analyze';
import { declaredNames } from '../model/declared-names';
import { blockParam } from '../model/scope';
import { parse } from '../parse';
import type { Program } from '../syntax/ast';
import type { Range } from '../syntax/positions';
import { templateExcess } from '../syntax/template-size';
import type { PromptTree } from '../syntax/tree';
import { ArgumentNames } from './argument-names';
import { isSameLayout, layoutOf } from './layout';
import { bodyAround, movedText, type MovedPath } from './moved-paths';
import { levelsHold } from './levels-hold';
import { paramsAround } from './params-around';
import { refused, type Refactoring } from './refactoring';

export interface ExtractOptions {
  /** The bare name of the new partial; nothing may have it already. */
  readonly name: string;
  readonly analysis?: Analysis;
}

/**
 * Moves a part of a template into a partial of its own. The selection grows to whole tags, and to whole lines where a tag alone
 * on its line would swallow the line's end. What the text reads from around it is passed as arguments: names between the
 * pipes of blocks, `../`, and `this` where arguments would change it. Undefined where nothing is selected.
 */
export function extractPartial(
  tree: PromptTree,
  selection: Range,
  { name, analysis = analyze(tree) }: ExtractOptions,
): Refactoring | undefined {
  const { start, end } = clamp(selection, tree.templateRange);
  if (tree.source.slice(start, end).trim() === '' || tree.dialect !== 'dotprompt') return undefined;
  if (tree.problems.length > 0) return refused('The prompt has mistakes that have to be repaired first.');
  if (templateExcess(tree.template)) return refused('The template is too large or too deep to be rendered.');
  const body = bodyAround(tree.template, start, end);
  const whole = wholeTags(body, { start, end });
  for (const range of rangesFor(tree, body, whole)) {
    const moved = moveOut(tree, range, { body, name, analysis });
    if (moved) return moved;
  }
  return refused('This part cannot stand alone: white space or tags around it belong to it.');
}

/** The same range first with the whole lines that it stands on: only so a partial can stand on a line of its own. */
function rangesFor(tree: PromptTree, body: Program, range: Range): Range[] {
  const { source } = tree;
  const trimmed = {
    start: range.start + (/^\s*/.exec(source.slice(range.start, range.end))?.[0].length ?? 0),
    end: source.slice(0, range.end).trimEnd().length,
  };
  const before = /[ \t]*$/.exec(source.slice(body.range.start, trimmed.start))?.[0] ?? '';
  const after = /^[ \t]*(?:\r\n|\n|\r|$)/.exec(source.slice(trimmed.end, body.range.end))?.[0];
  const lineStart = trimmed.start - before.length;
  const isLine =
    after !== undefined && (lineStart === body.range.start || /[\r\n]/.test(source[lineStart - 1] ?? ''));
  const lines = { start: lineStart, end: trimmed.end + (after?.length ?? 0) };
  return isLine ? [lines, trimmed, range] : [trimmed, range];
}

interface Place {
  readonly body: Program;
  readonly name: string;
  readonly analysis: Analysis;
}

/** Undefined when the text would be laid out differently. */
function moveOut(tree: PromptTree, range: Range, { body, name, analysis }: Place): Refactoring | undefined {
  const { source } = tree;
  const text = source.slice(range.start, range.end);
  const partial = parse(text);
  if (text === '' || partial.problems.length > 0 || partial.frontmatter) return undefined;
  if (partial.dialect !== 'dotprompt' && partial.dialect !== 'text') return undefined;
  const newline = /(?:\r\n|\n|\r)$/.exec(text)?.[0] ?? '';
  const plain = replaced(tree, range, `{{> ${name}}}${newline}`);
  if (!plain) return undefined;
  const at = { start: range.start, end: range.start + `{{> ${name}}}`.length };
  const layout = layoutOf(partial.source, partial.template);
  const same = isSameLayout(
    layoutOf(plain.source, plain.template, { at, layout }),
    layoutOf(source, tree.template),
  );
  if (!same) return undefined;
  const statements = body.body.filter((node) => node.range.start < range.end && range.start < node.range.end);
  const outerParams = new Set(paramsAround(tree, body.range));
  const moved = movedText(statements, outerParams);
  const given = argumentsFor(moved, {
    analysis,
    range,
    helpers: declaredNames(tree.frontmatter, 'helpers'),
  });
  if ('refusal' in given) return given;
  const rewritten = applyEdits(
    text,
    given.edits.map(({ range: { start, end }, newText }) => ({
      range: { start: start - range.start, end: end - range.start },
      newText,
    })),
  );
  const after = movedText(parse(rewritten).template.body);
  if (!levelsHold(moved.paths, after.paths)) return refused(UNCERTAIN);
  const call = [name, ...given.pairs.map(([key, value]) => `${key}=${value}`)].join(' ');
  const written = `{{> ${call}}}${newline}`;
  return {
    edits: [{ range, newText: written }],
    partial: { name, source: rewritten },
  };
}

const UNCERTAIN = 'It cannot be told what `../` means in the blocks of this part.';

interface Given {
  readonly pairs: readonly (readonly [name: string, value: string])[];
  /** In the moved text; offsets of the whole source. */
  readonly edits: readonly TextEdit[];
}

/** What the moved text has to be given, and how it then names it. */
function argumentsFor(
  { paths, wholeReaders }: ReturnType<typeof movedText>,
  { analysis, range, helpers }: { analysis: Analysis; range: Range; helpers: readonly string[] },
): Given | { readonly refusal: string } {
  const fromOutside = paths.filter((path) => !path.node.data && isFromOutside(path, { analysis, range }));
  const isGiven = new Set(fromOutside);
  if (paths.some(({ node, isCertain }) => node.depth > 0 && !isCertain)) return refused(UNCERTAIN);
  if (fromOutside.length === 0) return { pairs: [], edits: [] };
  const [reader] = wholeReaders;
  if (reader) {
    const what = reader.kind === 'host-helper' ? 'helper' : 'partial';
    return refused(`The ${what} \`${reader.name}\` in this part would see the arguments, too.`);
  }
  const own = paths.filter((path) => !isGiven.has(path) && isOfContext(path, { analysis }));
  const ownHeads = new Set(own.flatMap(({ node }) => node.parts[0]?.name ?? []));
  if (ownHeads.has('length')) return refused('`length` would be that of the arguments.');
  const whole = own.filter(({ node }) => node.parts.length === 0);
  const names = new ArgumentNames(new Set([...ownHeads, ...helpers]));
  const edits: TextEdit[] = [];
  for (const path of [...fromOutside, ...whole]) {
    const edit = rename(path, names);
    if (typeof edit === 'string') return refused(edit);
    edits.push(...edit);
  }
  edits.sort((left, right) => left.range.start - right.range.start);
  return { pairs: names.pairs, edits };
}

/** Gives the head of a path as an argument and names it so; a sentence where that cannot be done. */
function rename(
  { node, level, isCertain, position, ownParams }: MovedPath,
  names: ArgumentNames,
): TextEdit[] | string {
  if (!isCertain) return UNCERTAIN;
  const [head] = node.parts;
  const up = '../'.repeat(Math.max(0, node.depth - level));
  if (!head && node.depth > level) return '`..` as a whole cannot be passed to a partial by name.';
  const argument = head ? names.nameFor(up + written(head.name), head.name) : names.nameFor('this', 'value');
  const range = { start: node.range.start, end: head ? head.range.end : node.range.end };
  const newText = '../'.repeat(level) + argument;
  if (level === 0 && ownParams.has(argument)) return UNCERTAIN;
  const isSame = level === 0 && node.depth === 0 && head?.name === argument && !node.isThis;
  if (isSame) return [];
  if (position === 'block') return 'A block over what would be an argument cannot be moved.';
  return [{ range, newText }];
}

function isFromOutside(
  { node, level }: MovedPath,
  { analysis, range }: { analysis: Analysis; range: Range },
): boolean {
  if (node.depth > level) return true;
  const reference = analysis.byNode.get(node);
  const [head] = node.parts;
  if (!reference || !head || node.isThis || node.depth > 0 || reference.resolution.kind === 'helper')
    return false;
  const param = blockParam(reference.scope, head.name)?.declaration;
  return param !== undefined && (param.start < range.start || range.end <= param.start);
}

/** Whether a path begins at what is `this` around the moved text. */
function isOfContext(
  { node, level, isCertain, isCall, ownParams }: MovedPath,
  { analysis }: { analysis: Analysis },
): boolean {
  if (node.data || isCall || analysis.byNode.get(node)?.position === 'helper') return false;
  const [head] = node.parts;
  if (head && node.depth === 0 && !node.isThis && ownParams.has(head.name)) return false;
  return node.depth === level || !isCertain;
}

/** A name as a path may say it. */
function written(name: string): string {
  return /^[A-Za-z_][\w-]*$/.test(name) ? name : `[${name}]`;
}

function replaced(tree: PromptTree, range: Range, newText: string): PromptTree | undefined {
  const after = parse(applyEdits(tree.source, [{ range, newText }]));
  return after.problems.length > 0 ? undefined : after;
}

/** Grows to whole tags and blocks; text may be cut anywhere. */
function wholeTags(body: Program, { start, end }: Range): Range {
  const touched = body.body.filter(({ range }) => range.start < end && start < range.end);
  const [first, last] = [touched.at(0), touched.at(-1)];
  return {
    start: first && first.type !== 'ContentStatement' ? first.range.start : start,
    end: last && last.type !== 'ContentStatement' ? last.range.end : end,
  };
}

function clamp({ start, end }: Range, within: Range): Range {
  return { start: Math.max(start, within.start), end: Math.min(end, within.end) };
}
