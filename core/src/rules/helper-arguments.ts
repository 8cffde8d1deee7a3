import type { Fix } from '../diagnostic';
import { builtinHelper, type HelperInfo } from '../model/helpers';
import { blockParam } from '../model/scope';
import type { BlockStatement, Expression, MustacheStatement, SubExpression } from '../syntax/ast';
import type { Range } from '../syntax/positions';
import { replace, didYouMean, question } from './fixes';
import { holds } from './helper-shadows-input';
import type { Rule, RuleContext } from './rule';
import { helperNameOf } from './template-text';

export const helperArguments: Rule = {
  meta: {
    code: 'helper-arguments',
    severity: 'error',
    summary: 'A helper is called with the wrong arguments.',
    docs:
      'Too few arguments, or a block helper without its body, make rendering fail or print nonsense such as the address ' +
      '"undefined". Arguments that a helper does not read are a warning.',
    bad: '{{media photo}}',
    good: '{{media url=photo}}',
  },
  create: (context) => {
    const visit = (call: Call) => checkCall(call, context);
    return { MustacheStatement: visit, BlockStatement: visit, SubExpression: visit };
  },
};

type Call = MustacheStatement | BlockStatement | SubExpression;

function checkCall(call: Call, context: RuleContext): void {
  const name = helperNameOf(call.path);
  const helper = name === undefined ? undefined : builtinHelper(name);
  const reference = call.path.type === 'PathExpression' ? context.analysis.byNode.get(call.path) : undefined;
  if (helper === undefined || reference?.position !== 'helper' || blockParam(reference.scope, helper.name))
    return;
  if ([call.path, ...call.params].some(({ type }) => type === 'ErrorNode')) return;
  const isBare = call.params.length === 0 && call.hash === undefined;
  // Another rule says that the helper wins over the variable.
  if (isBare && call.type === 'MustacheStatement' && holds(reference.scope, helper.name)) return;
  if (helper.kind === 'block' && call.type !== 'BlockStatement') return reportInline(call, helper, context);
  // Another rule says that this takes no body.
  if (helper.kind === 'inline' && call.type === 'BlockStatement') return;
  if (!missingParams(call, helper, context)) missingHash(call, helper, context);
  extraParams(call, helper, context);
  unknownHash(call, helper, context);
}

function reportInline(call: Call, { name, example }: HelperInfo, { report }: RuleContext): void {
  report({
    range: call.path.range,
    message: `\`${name}\` is a block helper and wants a body: \`${example}\`.`,
  });
}

/** True when it reported something. */
function missingParams(call: Call, helper: HelperInfo, context: RuleContext): boolean {
  const { params, name } = helper;
  if (call.params.length >= params.length) return false;
  const missing = params.slice(call.params.length).join(' and ');
  const fix = bareFix(call, name, context);
  context.report({
    range: call.type === 'BlockStatement' ? call.openRange : call.range,
    message: `\`${name}\` wants ${params.length === 1 ? 'an argument' : `${params.length} arguments`}: ${missing} is missing. Example: \`${helper.example}\`.`,
    fixes: [fix],
  });
  return true;
}

function bareFix(call: Call, name: string, { analysis }: RuleContext): Fix | undefined {
  if (call.type !== 'MustacheStatement' || call.params.length > 0 || call.hash) return undefined;
  // Inside of a loop a bare name was most likely meant for a property of the item.
  const scope = call.path.type === 'PathExpression' ? analysis.byNode.get(call.path)?.scope : undefined;
  if (scope?.isRoot === false) return replace(call.path.range, `this.${name}`);
  const argument = name === 'role' ? '"user"' : name === 'json' ? 'this' : undefined;
  if (argument === undefined) return undefined;
  const title = `Change to {{${name} ${argument}}}`;
  return { ...replace(call.path.range, `${name} ${argument}`, { title }), preferred: false };
}

function missingHash(call: Call, helper: HelperInfo, context: RuleContext): void {
  const given = call.hash?.pairs ?? [];
  for (const { name, required } of helper.hash) {
    if (!required || given.some(({ key }) => key === name)) continue;
    const [param] = call.params;
    const stranger = given.find(({ key }) => !helper.hash.some((known) => known.name === key));
    const fix =
      param && call.params.length === 1
        ? replace(param.range, `${name}=${context.text(param.range)}`)
        : stranger && replace(stranger.keyRange, name);
    context.report({
      range: call.range,
      message: `\`${helper.name}\` wants \`${name}=\`: \`${helper.example}\`.`,
      fixes: [fix],
    });
  }
}

function extraParams(call: Call, helper: HelperInfo, context: RuleContext): void {
  const [first] = call.params.slice(helper.params.length);
  const last = call.params.at(-1);
  const named = helper.hash.some(
    ({ required, name }) => required && !call.hash?.pairs.some(({ key }) => key === name),
  );
  if (helper.variadic || named || first === undefined || last === undefined) return;
  const harmless = ['role', 'section', 'history', 'lookup'].includes(helper.name);
  const before: Expression | undefined = call.params[helper.params.length - 1] ?? call.path;
  const gap: Range = { start: before.range.end, end: last.range.end };
  context.report({
    range: { start: first.range.start, end: last.range.end },
    message: `\`${helper.name}\` takes ${helper.params.length === 0 ? 'no argument' : `only ${helper.params.join(' and ')}`}.`,
    ...(harmless && { severity: 'warning' as const }),
    fixes: [
      replace(gap, '', {
        title: `Remove ${context.text({ start: first.range.start, end: last.range.end })}`,
      }),
    ],
  });
}

function unknownHash(call: Call, helper: HelperInfo, context: RuleContext): void {
  const known = helper.hash.map(({ name }) => name);
  const missing = helper.hash.some(
    ({ required, name }) => required && !call.hash?.pairs.some(({ key }) => key === name),
  );
  if (helper.variadic || missing) return;
  for (const { key, keyRange, range } of call.hash?.pairs ?? []) {
    if (known.includes(key)) continue;
    const meant = didYouMean(keyRange, key, known);
    const gap = { start: range.start - leadingBlanks(context, range.start), end: range.end };
    context.report({
      range: keyRange,
      severity: 'warning',
      message: `\`${helper.name}\` does not read \`${key}=\`.${question(meant)}`,
      fixes: [
        meant,
        { ...replace(gap, '', { title: `Remove ${context.text(range)}` }), preferred: meant === undefined },
      ],
    });
  }
}

function leadingBlanks({ text }: RuleContext, at: number): number {
  const before = text({ start: Math.max(0, at - 40), end: at });
  return before.length - before.trimEnd().length;
}
