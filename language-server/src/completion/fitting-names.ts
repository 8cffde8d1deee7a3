import { typeNames, type ScopeAt, type Type, type VisibleName } from '@prompthub/core';
import { segmentOf } from '../language/names';

/** What an argument is looking for. */
export type Wanted = 'list' | 'object' | 'condition' | 'text' | 'key' | 'address' | 'comparable' | 'any';

/** The names in scope that an argument may mean, the likeliest first; empty when none fits. */
export function fittingNames({ names }: ScopeAt, wanted: Wanted): VisibleName[] {
  const own = names.filter(({ kind }) => kind !== 'data');
  const scored = own.map((name) => ({ name, score: SCORES[wanted](name) }));
  return scored
    .filter(({ score }) => score > 0)
    .sort((left, right) => right.score - left.score)
    .map(({ name }) => ({ ...name, name: segmentOf(name.name) }));
}

const SCORES: Readonly<Record<Wanted, (name: VisibleName) => number>> = {
  list: ({ type }) => (is(type, 'array') ? 2 : 0),
  object: ({ type }) => (is(type, 'object') ? 2 : 0),
  condition: ({ type }) => (is(type, 'boolean') ? 3 : is(type, 'string', 'array') ? 2 : 1),
  text: ({ type }) => (is(type, 'string') ? 1 : 0),
  key: ({ type }) => (is(type, 'string', 'integer') ? 1 : 0),
  address: ({ name, type }) =>
    !is(type, 'string') || isChoice(type)
      ? 0
      : /url|uri|image|photo|picture|audio|video|media/i.test(name)
        ? 2
        : 1,
  comparable: ({ type }) => (isChoice(type) ? 3 : is(type, 'string', 'number', 'integer', 'boolean') ? 1 : 0),
  any: ({ type }) => (is(type, 'object', 'array') ? 2 : 1),
};

function is(type: Type, ...wanted: string[]): boolean {
  const names = typeNames(type);
  return names !== undefined && wanted.some((name) => names.has(name));
}

function isChoice(type: Type): boolean {
  return Array.isArray(type?.enum);
}
