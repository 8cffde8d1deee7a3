import type { Fix } from '../diagnostic';
import type { Analysis } from '../model/analyze';
import { describeType, elementOf, typeNames, type Type } from '../model/schema-types';
import type { BlockStatement, Expression, MustacheStatement } from '../syntax/ast';
import type { Range } from '../syntax/positions';
import { closest } from './closest';
import { replace } from './fixes';
import type { Rule, RuleContext } from './rule';
import { helperNameOf } from './template-text';

export const typeMismatch: Rule = {
  meta: {
    code: 'type-mismatch',
    severity: 'warning',
    summary: 'A value is used as what its type is not.',
    docs:
      '`ifEquals` compares strictly, so the number 1 never equals "1"; an object prints as "[object Object]"; a loop over ' +
      'something that is no list renders nothing; a default should be of its variable’s type.',
    bad: '---\ninput:\n  schema:\n    count: number\n---\n{{#ifEquals count "1"}}One{{/ifEquals}}',
    good: '---\ninput:\n  schema:\n    count: number\n---\n{{#ifEquals count 1}}One{{/ifEquals}}',
  },
  create: (context) => ({
    file: () => checkDefaults(context),
    MustacheStatement: (node) => checkPrinted(node, context),
    BlockStatement(node) {
      const name = helperNameOf(node.path);
      if (name === 'ifEquals' || name === 'unlessEquals') checkComparison(node, context);
      if (name === 'each') checkLoop(node, context);
    },
  }),
};

function checkPrinted({ path, params, hash }: MustacheStatement, context: RuleContext): void {
  if (params.length > 0 || hash || !context.isFrontmatterReliable) return;
  const type = typeOfExpression(path, context.analysis);
  const isList = isOnly(type, 'array') && isOnly(elementOf(type), 'object');
  if (!isList && !isOnly(type, 'object')) return;
  const written = context.text(path.range);
  context.report({
    range: path.range,
    message: `\`${written}\` is ${isList ? 'a list of objects' : 'an object'} and prints as "[object Object]".`,
    fixes: [replace(path.range, `json ${written}`, { title: `Change to {{json ${written}}}` })],
  });
}

function checkComparison({ params: [left, right] }: BlockStatement, context: RuleContext): void {
  if (left === undefined || right === undefined) return;
  const types = [
    typeOfExpression(left, context.analysis),
    typeOfExpression(right, context.analysis),
  ] as const;
  if (!disjoint(...types)) return;
  const literal = isLiteral(right) ? right : isLiteral(left) ? left : undefined;
  const [place, other] = literal === left ? [left, types[1]] : [right, types[0]];
  context.report({
    range: place.range,
    message: `${describeType(types[0])} never equals ${describeType(types[1])}: this comparison always fails.`,
    fixes: [literal && convert(literal, other)],
  });
}

function checkLoop({ params: [list] }: BlockStatement, context: RuleContext): void {
  if (list === undefined) return;
  const type = typeOfExpression(list, context.analysis);
  const names = typeNames(type);
  if (!names || names.size === 0 || ['array', 'object', 'any'].some((name) => names.has(name))) return;
  context.report({
    range: list.range,
    message: `\`each\` wants a list or an object; \`${context.text(list.range)}\` is ${describeType(type)}, so nothing is rendered.`,
  });
}

function checkDefaults({ tree, analysis, report, text }: RuleContext): void {
  for (const [name, value] of Object.entries(analysis.input.defaults)) {
    const type = analysis.input.variables.get(name)?.type;
    const range = tree.frontmatter?.entry(['input', 'default', name])?.value;
    if (value === null || range === undefined || !disjoint(type, { enum: [value] })) continue;
    const wantsText = isOnly(type, 'string') && !Array.isArray(type?.enum) && typeof value !== 'object';
    report({
      range,
      message: `The default of \`${name}\` should be ${describeType(type)}.`,
      fixes: [wantsText ? replace(range, JSON.stringify(text(range))) : converted(value, type, range)],
    });
  }
}

type Literal = Extract<Expression, { value: unknown }>;

function isLiteral(node: Expression): node is Literal {
  return node.type === 'StringLiteral' || node.type === 'NumberLiteral' || node.type === 'BooleanLiteral';
}

/** The literal as the other side's type. */
function convert({ value, range }: Literal, type: Type): Fix | undefined {
  if (typeof value !== 'string' && isOnly(type, 'string')) return replace(range, `"${String(value)}"`);
  return converted(value, type, range);
}

function converted(value: unknown, type: Type, range: Range): Fix | undefined {
  if (typeof value !== 'string') return undefined;
  const choices = (Array.isArray(type?.enum) ? (type.enum as unknown[]) : []).filter(
    (each) => typeof each === 'string',
  );
  const best = closest(value, choices);
  if (best !== undefined) return replace(range, JSON.stringify(best));
  const names = typeNames(type);
  const isNumber = /^-?\d+(?:\.\d+)?$/.test(value) && (names?.has('number') || names?.has('integer'));
  const isBoolean = /^(?:true|false)$/.test(value) && names?.has('boolean');
  return isNumber || isBoolean ? replace(range, value) : undefined;
}

function typeOfExpression(node: Expression, { byNode }: Analysis): Type {
  if (isLiteral(node)) return { enum: [node.value] };
  const resolution = node.type === 'PathExpression' ? byNode.get(node)?.resolution : undefined;
  return resolution && 'variable' in resolution ? resolution.variable.type : undefined;
}

function isOnly(type: Type, name: string): boolean {
  const names = typeNames(type);
  return names?.size === 1 && names.has(name);
}

/** Whether no value is of both types. */
function disjoint(a: Type, b: Type): boolean {
  const choicesA = a && Array.isArray(a.enum) ? (a.enum as unknown[]) : undefined;
  const choicesB = b && Array.isArray(b.enum) ? (b.enum as unknown[]) : undefined;
  if (choicesA && choicesB) return !choicesA.some((choice) => choicesB.includes(choice));
  const [namesA, namesB] = [typeNames(a), typeNames(b)];
  if (!namesA || !namesB || namesA.has('any') || namesB.has('any')) return false;
  const numbers = (names: ReadonlySet<string>) => names.has('number') || names.has('integer');
  // 1.5 is no integer, but `integer` and `number` overlap.
  if (numbers(namesA) && numbers(namesB)) return false;
  return ![...namesA].some((name) => namesB.has(name));
}
