import { readInputSchema, type InputSchema, type InputVariable } from '../model/input-schema';
import { describeType } from '../model/schema-types';
import type { Range } from '../syntax/positions';
import type { PromptTree } from '../syntax/tree';
import type { PromptChange } from './prompt-change';
import { isSameValue } from './same-value';

/** Inputs that were added, removed, renamed or changed. A renamed one has the same type and description in the same place. */
export function diffVariables({ before, after }: { before: PromptTree; after: PromptTree }): PromptChange[] {
  const [old, now] = [readInputSchema(before.frontmatter), readInputSchema(after.frontmatter)];
  const removed = [...old.variables.values()].filter(({ name }) => !now.variables.has(name));
  const added = [...now.variables.values()].filter(({ name }) => !old.variables.has(name));
  const renamed = removed.flatMap((variable) => {
    const alike = (other: InputVariable): boolean => factsOf(variable, old) === factsOf(other, now);
    const partners = added.filter(alike);
    const [partner] = partners;
    const isOnly =
      partners.length === 1 &&
      removed.filter((other) => factsOf(other, old) === factsOf(variable, old)).length === 1;
    return partner && isOnly ? [[variable, partner] as const] : [];
  });
  const known = new Set(renamed.flat());
  const place = (variable: InputVariable): Range | undefined => variable.declaration;
  return [
    ...renamed.map(([from, to]): PromptChange => ({
      kind: 'variable-renamed',
      sentence: `The variable \`${from.name}\` was renamed to \`${to.name}\`.`,
      before: place(from),
      after: place(to),
      name: to.name,
    })),
    ...removed.filter((variable) => !known.has(variable)).map((variable) => gone('removed', variable)),
    ...added.filter((variable) => !known.has(variable)).map((variable) => gone('added', variable)),
    ...[...old.variables.values()].flatMap((variable) => {
      const other = now.variables.get(variable.name);
      const what = other ? differences([variable, old], [other, now]) : [];
      return other && what.length > 0 ? [changed(variable, other, what)] : [];
    }),
  ];
}

function gone(what: 'added' | 'removed', { name, declaration }: InputVariable): PromptChange {
  return {
    kind: `variable-${what}`,
    sentence: `The variable \`${name}\` was ${what}.`,
    before: what === 'removed' ? declaration : undefined,
    after: what === 'added' ? declaration : undefined,
    name,
  };
}

function factsOf({ name, type, description, optional }: InputVariable, { defaults }: InputSchema): string {
  return JSON.stringify([type, description, optional, defaults[name]]);
}

type InSchema = readonly [InputVariable, InputSchema];

function differences([old, before]: InSchema, [now, after]: InSchema): string[] {
  const what: string[] = [];
  const [oldType, newType] = [describeType(old.type), describeType(now.type)];
  const { description: _old, ...oldShape } = old.type ?? {};
  const { description: _new, ...newShape } = now.type ?? {};
  if (oldType !== newType) what.push(`its type from ${oldType} to ${newType}`);
  else if (!isSameValue(oldShape, newShape)) what.push('its schema');
  if (old.description !== now.description) what.push('its description');
  if (old.optional !== now.optional && oldType === newType)
    what.push(now.optional ? 'it became optional' : 'it became required');
  if (!isSameValue(before.defaults[old.name], after.defaults[now.name])) what.push('its default');
  return what;
}

function changed(before: InputVariable, after: InputVariable, what: readonly string[]): PromptChange {
  return {
    kind: 'variable-changed',
    sentence: `The variable \`${after.name}\` changed: ${what.join(', ')}.`,
    before: before.declaration,
    after: after.declaration,
    name: after.name,
  };
}
