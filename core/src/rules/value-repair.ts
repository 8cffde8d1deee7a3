import type { Fix } from '../diagnostic';
import { typeNames, type Type } from '../model/schema-types';
import type { Range } from '../syntax/positions';
import { quoteYaml } from '../syntax/yaml-scalar';
import { closest } from './closest';
import { replace } from './fixes';

/** A value written in YAML, as the type that was wanted; undefined where that is not plain. */
export function repairedValue(
  { value, type }: { value: unknown; type: Type },
  { range, written }: { range: Range; written: string },
): Fix | undefined {
  const names = typeNames(type);
  const isScalar = typeof value !== 'object';
  if (isScalar && names?.has('string') && typeof value !== 'string' && !Array.isArray(type?.enum))
    return replace(range, quoteYaml(written));
  const inList = isScalar && names?.has('array') && !/[\r\n,[\]{}]/.test(written);
  return inList ? replace(range, `[${written}]`) : convertedText(value, { type, range });
}

/** A text that says a number, a truth value or almost one of the choices. */
export function convertedText(
  value: unknown,
  { type, range }: { type: Type; range: Range },
): Fix | undefined {
  if (typeof value !== 'string') return undefined;
  const choices = (Array.isArray(type?.enum) ? (type.enum as unknown[]) : []).filter(
    (each) => typeof each === 'string',
  );
  const best = closest(value, choices);
  if (best !== undefined) return replace(range, JSON.stringify(best));
  const names = typeNames(type);
  const number = names?.has('number') ? /^-?\d+(?:\.\d+)?$/ : names?.has('integer') ? /^-?\d+$/ : undefined;
  const isBoolean = /^(?:true|false)$/.test(value) && names?.has('boolean');
  return number?.test(value) || isBoolean ? replace(range, value) : undefined;
}

/** `orders[0].date` */
export function nameOf(path: readonly (string | number)[]): string {
  return path
    .map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i > 0 ? '.' : ''}${step}`))
    .join('');
}
