import type { Fix } from '../diagnostic';
import type { Analysis } from '../model/analyze';
import { describeType, elementOf, typeNames, type Type } from '../model/schema-types';
import type { BlockStatement, Expression, MustacheStatement } from '../syntax/ast';
import { violationsOf } from '../model/schema-violations';
import { replace } from './fixes';
import { checkSum } from './summed-values';
import type { Finding, RuleContext } from './rule';
import { convertedText, nameOf, repairedValue } from './value-repair';
import { testsRule, type TestsRule } from './tests-rule';
import { firstLine } from './tests-text';
import { isMap, writtenTests } from './written-tests';
import { helperNameOf } from './template-text';

export const typeMismatch: TestsRule = {
  meta: {
    code: 'type-mismatch',
    severity: 'warning',
    summary: 'A value is used as what its type is not.',
    docs:
      '`ifEquals` compares strictly, so the number 1 never equals "1"; an object prints as "[object Object]"; two ' +
      'numbers that begin a text are added up, with nothing before or between them; a loop over ' +
      'something that is no list renders nothing; a default, and a value in a test, should be of its variable’s type.',
    bad: '---\ninput:\n  schema:\n    count: number\n---\n{{#ifEquals count "1"}}One{{/ifEquals}}',
    good: '---\ninput:\n  schema:\n    count: number\n---\n{{#ifEquals count 1}}One{{/ifEquals}}',
  },
  find: (tests, context) => find(tests, context),
  create: (context) => ({
    file() {
      checkDefaults(context);
      testsRule(typeMismatch.meta, find).create(context).file?.();
    },
    Program: (node) => checkSum(node, context, (statement) => printedType(statement, context)),
    MustacheStatement: (node) => checkPrinted(node, context),
    BlockStatement(node) {
      const name = helperNameOf(node.path);
      if (name === 'ifEquals' || name === 'unlessEquals') checkComparison(node, context);
      if (name === 'each') checkLoop(node, context);
    },
  }),
};

/** Undefined for what a helper prints, and while the schema cannot be relied on. */
function printedType({ path, params, hash }: MustacheStatement, context: RuleContext): Type {
  if (params.length > 0 || hash || !context.isFrontmatterReliable) return undefined;
  return typeOfExpression(path, context.analysis);
}

function checkPrinted(statement: MustacheStatement, context: RuleContext): void {
  const { path } = statement;
  const type = printedType(statement, context);
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
  const { type, defaults } = analysis.input;
  for (const violation of violationsOf(defaults, type)) {
    const { path } = violation;
    const range = tree.frontmatter?.entry(['input', 'default', ...path])?.value;
    if (violation.kind !== 'type' || range === undefined || violation.value === null) continue;
    const message = `The default of \`${nameOf(path)}\` should be ${describeType(violation.type)}.`;
    const written = text(range);
    report({
      range: firstLine(range, tree.source),
      message,
      fixes: [repairedValue(violation, { range, written })],
    });
  }
}

/** Values that a test gives to the prompt. */
const find: TestsRule['find'] = (tests, { input }) =>
  writtenTests(tests.content).flatMap(({ path, test: { vars } }): Finding[] =>
    (isMap(vars) ? violationsOf(vars, input?.type) : []).flatMap((violation): Finding[] => {
      const range = tests.entry([...path, 'vars', ...violation.path])?.value;
      if (violation.kind !== 'type' || range === undefined) return [];
      const { value } = violation;
      if (value === null || (typeof value === 'string' && value.startsWith('file://'))) return [];
      const written = tests.source.slice(range.start, range.end);
      const message = `The value of \`${nameOf(violation.path)}\` should be ${describeType(violation.type)}.`;
      const fixes = [repairedValue(violation, { range, written })];
      return [{ range: firstLine(range, tests.source), message, fixes }];
    }),
  );

type Literal = Extract<Expression, { value: unknown }>;

function isLiteral(node: Expression): node is Literal {
  return node.type === 'StringLiteral' || node.type === 'NumberLiteral' || node.type === 'BooleanLiteral';
}

/** The literal as the other side's type. */
function convert({ value, range }: Literal, type: Type): Fix | undefined {
  if (typeof value !== 'string' && isOnly(type, 'string')) return replace(range, `"${String(value)}"`);
  return convertedText(value, { type, range });
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
