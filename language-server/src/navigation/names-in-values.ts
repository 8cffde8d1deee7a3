import { nameIn, type FrontmatterEntry } from '@prompthub/core';
import type { PromptDocument } from '../documents';
import { inputPathsOf, type InputPath, type InputPaths } from './input-paths';
import type { NamePlace } from './names-in';

type YamlPath = readonly (string | number)[];

/** A YAML text that holds values of a prompt's input. */
export interface ValueContext {
  readonly text: string;
  readonly inputs: InputPaths;
  readonly where: 'default' | 'test';
  entry(path: YamlPath): FrontmatterEntry | undefined;
}

/** The names of inputs that a suite holds: keys of its values, and placeholders of its assertions. */
export function namesInSuite(suite: PromptDocument, prompt: PromptDocument): NamePlace[] {
  const { value } = suite.yaml;
  const [tests, path]: [unknown, YamlPath] = isRecord(value) ? [value.tests, ['tests']] : [value, []];
  return namesInTests(tests, path, {
    text: suite.text,
    inputs: inputPathsOf(prompt),
    where: 'test',
    entry: (at) => suite.yaml.entry(at),
  });
}

export function namesInTests(tests: unknown, at: YamlPath, context: ValueContext): NamePlace[] {
  return asList(tests).flatMap((test, index) => {
    if (!isRecord(test)) return [];
    const own = [...at, index];
    return [
      ...namesInValue(test.vars, [...own, 'vars'], context),
      ...namesInAssertions(test.assert, [...own, 'assert'], context),
    ];
  });
}

/** The keys of a value, at any depth. */
export function namesInValue(
  value: unknown,
  at: YamlPath,
  context: ValueContext,
  path: InputPath = [],
): NamePlace[] {
  if (Array.isArray(value))
    return value.flatMap((item, index) => namesInValue(item, [...at, index], context, [...path, '*']));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const own = context.inputs.below(path, key);
    const written = context.entry([...at, key])?.key;
    const inner = namesInValue(child, [...at, key], context, own);
    if (!written) return inner;
    const range = nameIn(context.text, written, key);
    return [{ range, where: context.where, meaning: { kind: 'property', path: own } } as const, ...inner];
  });
}

/** As the engine fills them in: `{{name}}`, `{{user.name}}`. */
const PLACEHOLDER = /\{\{\s*([\w-]+(?:\.[\w-]+)*)\s*\}\}/g;

function namesInAssertions(assertions: unknown, at: YamlPath, context: ValueContext): NamePlace[] {
  return asList(assertions).flatMap((assertion, index): NamePlace[] => {
    if (!isRecord(assertion)) return [];
    const own = [...at, index];
    const inner = namesInAssertions(assertion.assert, [...own, 'assert'], context);
    const isCode = typeof assertion.type === 'string' && assertion.type.endsWith('javascript');
    const value = isCode ? undefined : context.entry([...own, 'value'])?.value;
    if (!value) return inner;
    const text = context.text.slice(value.start, value.end);
    const places = [...text.matchAll(PLACEHOLDER)].flatMap((match) =>
      placeholder(match[1] ?? '', value.start + match.index + match[0].indexOf(match[1] ?? ''), context),
    );
    return [...places, ...inner];
  });
}

function placeholder(names: string, start: number, { inputs, where }: ValueContext): NamePlace[] {
  let [at, path]: [number, InputPath] = [start, []];
  return names.split('.').map((name) => {
    path = inputs.below(path, name);
    const range = { start: at, end: at + name.length };
    at = range.end + 1;
    return { range, where, meaning: { kind: 'property', path } };
  });
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
