import { builtinHelper } from '../model/helpers';
import { memberOf, typeNames } from '../model/schema-types';
import type { Scope } from '../model/scope';
import type { PathExpression } from '../syntax/ast';
import { replace } from './fixes';
import type { Rule, RuleContext } from './rule';
import { helperNameOf } from './template-text';

export const helperShadowsInput: Rule = {
  meta: {
    code: 'helper-shadows-input',
    severity: 'warning',
    summary: 'A variable has the name of a helper, and the helper wins.',
    docs:
      'A bare `{{role}}`, `{{history}}`, `{{json}}`, `{{media}}`, `{{section}}` or `{{log}}` calls the helper, also when ' +
      'the prompt has an input of that name. `{{this.role}}` reads the variable. Better still: give it another name.',
    bad: '---\ninput:\n  schema:\n    role: string\n---\nYou are a {{role}}.',
    good: '---\ninput:\n  schema:\n    role: string\n---\nYou are a {{this.role}}.',
  },
  create: (context) => ({
    file() {
      for (const [name, { declaration }] of context.analysis.input.variables) {
        if (declaration === undefined || builtinHelper(name) === undefined || isReached(name, context))
          continue;
        context.report({ range: declaration, message: messageFor(name) });
      }
    },
    MustacheStatement({ path, params, hash }) {
      if (params.length > 0 || hash || path.type !== 'PathExpression') return;
      const name = helperNameOf(path);
      const scope = context.analysis.byNode.get(path)?.scope;
      if (name === undefined || builtinHelper(name) === undefined || !scope || !holds(scope, name)) return;
      const fix = { ...replace(path.range, `this.${name}`), preferred: name !== 'history' };
      context.report({ range: path.range, message: messageFor(name), fixes: [fix] });
    },
  }),
};

function messageFor(name: string): string {
  return `\`{{${name}}}\` calls the helper ${name}, not the variable of that name. Write \`{{this.${name}}}\`.`;
}

/** Whether the surrounding value is known to have a property of that name. */
export function holds({ context }: Scope, name: string): boolean {
  if (typeNames(context.type)?.has('object') !== true) return false;
  const member = memberOf(context.type, name);
  const properties = context.type?.properties;
  return (
    member.found && typeof properties === 'object' && properties !== null && Object.hasOwn(properties, name)
  );
}

/** Whether the template reads the variable, or tries to: then the finding stands there. */
function isReached(name: string, { analysis }: RuleContext): boolean {
  if (analysis.usages.has(name) || analysis.usedByPartials.has(name) || analysis.mayUseAll) return true;
  return analysis.references.some(
    ({ node, position, scope }) =>
      position === 'helper' && helperNameOf(node) === name && isBare(node) && scope.isRoot,
  );
}

function isBare(path: PathExpression): boolean {
  return path.parts.length === 1;
}
