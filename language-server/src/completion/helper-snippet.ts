import { ROLES, typeNames, type HelperInfo, type ScopeAt, type Type } from '@prompthub/core';
import { placeholder } from './candidate';
import { fittingNames, type Wanted } from './fitting-names';

/** What each argument of a built-in helper is looking for. */
const WANTED: Readonly<Record<string, Wanted>> = {
  condition: 'condition',
  list: 'list',
  url: 'address',
  left: 'comparable',
  key: 'key',
};
const MAX_CHOICES = 20;

/**
 * The head of a call in LSP's snippet syntax, filled with names that are in scope and fit, so that it means something as
 * it comes: `each ${1|items,orders|}`, `ifEquals ${1:tone} ${2|"formal","friendly"|}`.
 */
export function helperSnippet(helper: HelperInfo, scope: ScopeAt): string {
  const { name, params, hash } = helper;
  if (name === 'role') return `role ${quotedChoice(1, ROLES)}`;
  if (name === 'section') return 'section "${1:output}"';
  if (name === 'log') return `log ${argument(scope, { index: 1, param: 'value', helper: name })}`;
  if (/Equals$/.test(name)) return `${name} ${comparison(scope)}`;
  const positional = params.map((param, i) => argument(scope, { index: i + 1, param, helper: name }));
  const named = hash
    .filter((pair) => pair.required)
    .map(
      (pair, i) =>
        `${pair.name}=${argument(scope, { index: params.length + i + 1, param: pair.name, helper: name })}`,
    );
  return [name, ...positional, ...named].join(' ');
}

function argument(
  scope: ScopeAt,
  { index, param, helper }: { index: number; param: string; helper: string },
): string {
  const wanted = WANTED[param] ?? (helper === 'with' || helper === 'lookup' ? 'object' : 'any');
  const names = fittingNames(scope, wanted).map(({ name }) => name);
  return placeholder(index, names.length > 0 ? names.slice(0, MAX_CHOICES) : [param]);
}

/** Both sides of a comparison: the right one is of the left one's type, for 1 never equals "1". */
function comparison(scope: ScopeAt): string {
  const [left] = fittingNames(scope, 'comparable');
  if (!left) return `${placeholder(1, ['left'])} ${placeholder(2, ['right'])}`;
  return `${placeholder(1, [left.name])} ${rightSide(left.type)}`;
}

function rightSide(type: Type): string {
  const choices: unknown[] = Array.isArray(type?.enum) ? type.enum : [];
  const texts = choices.filter(
    (choice): choice is string => typeof choice === 'string' && !/["\\$|,}]/.test(choice),
  );
  if (texts.length > 0) return quotedChoice(2, texts);
  const names = typeNames(type);
  if (names?.has('boolean')) return placeholder(2, ['true', 'false']);
  return names?.has('string') ? '"${2:text}"' : placeholder(2, ['1']);
}

function quotedChoice(index: number, words: readonly string[]): string {
  return words.length > 1 ? `"${placeholder(index, words)}"` : `"${words.join('')}"`;
}
