import { describeType, type Range, type Type } from '@prompthub/core';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { inputsOf } from '../language/names';
import { isSameMeaning, namesIn, type NamePlace } from '../navigation/names-in';
import { touches } from '../ranges';
import { selectedTest, testsOf } from '../tests/test-source';

export interface Explained {
  readonly markdown: string;
  readonly range: Range;
}

const MOST_OF_A_VALUE = 200;

/** What a name is that stands for an input, for something in one, or for what a block brings: wherever it is written. */
export async function nameHover(
  context: Context,
  document: PromptDocument,
  offset: number,
): Promise<Explained | undefined> {
  const place = namesIn(document).find(({ range }) => touches(range, offset));
  if (!place) return undefined;
  const { meaning } = place;
  const told =
    meaning.kind === 'property'
      ? await property(context, document, meaning.path)
      : blockParam(document, place, meaning.declaration);
  return told && { markdown: [...told, usesOf(document, place)].join('\n\n'), range: place.range };
}

async function property(
  context: Context,
  document: PromptDocument,
  path: readonly string[],
): Promise<string[] | undefined> {
  const [first = '', ...rest] = path;
  const input = inputsOf(document.analysis).find(({ name }) => name === first);
  const found = input && below(input, rest);
  if (!input || !found) return undefined;
  const { type, optional } = found;
  const description = rest.length === 0 ? input.description : type?.description;
  const isOnlyDefault = !document.analysis.input.variables.has(first);
  const isNeeded = isOnlyDefault || path.includes('*') ? '' : optional ? ' (optional)' : ' (required)';
  const given = valueAt(document.analysis.input.defaults, path);
  const shown = await testValue(context, document, path);
  return [
    `**${path.join('.').replaceAll('.*', '[]')}**: \`${describeType(type)}\`${isNeeded}`,
    ...(typeof description === 'string' ? [description] : []),
    ...(given === undefined ? [] : [`Default: \`${written(given)}\``]),
    ...(shown ? [shown] : []),
  ];
}

interface Found {
  readonly type: Type;
  readonly optional: boolean;
}

/** The type of something in an input; undefined where the schema does not tell. */
function below(input: Found, path: readonly string[]): Found | undefined {
  let at: Found | undefined = input;
  for (const step of path) {
    const { type }: Found = at;
    const next: unknown =
      step === '*' ? (type?.items ?? type?.additionalProperties) : read(type?.properties, step);
    if (typeof next !== 'object' || next === null) return undefined;
    const required: unknown = type?.required;
    const optional: boolean = !(Array.isArray(required) && required.includes(step));
    at = { type: next as Type, optional };
  }
  return at;
}

function blockParam({ analysis, text }: PromptDocument, { range }: NamePlace, declaration: Range): string[] {
  const name = text.slice(declaration.start, declaration.end);
  const scope = [...analysis.scopes.values()].find(
    ({ blockParams }) => blockParams.get(name)?.declaration?.start === declaration.start,
  );
  const type = scope?.blockParams.get(name)?.type;
  const isHere = range.start === declaration.start;
  return [
    `**${name}**: \`${describeType(type)}\``,
    ...(typeof type?.description === 'string' ? [type.description] : []),
    isHere ? 'A name that this block gives.' : 'A name that a block around this gives.',
  ];
}

function usesOf(document: PromptDocument, { meaning }: NamePlace): string {
  const uses = namesIn(document).filter(
    (each) => each.where === 'template' && isSameMeaning(each.meaning, meaning),
  ).length;
  if (uses === 0) return 'Not used in the template.';
  return uses === 1 ? 'Used once in the template.' : `Used ${uses} times in the template.`;
}

async function testValue(
  context: Context,
  document: PromptDocument,
  path: readonly string[],
): Promise<string | undefined> {
  const test = selectedTest(context, document.uri, await testsOf(context, document));
  const value = test && valueAt(test.vars, path);
  return test && value !== undefined ? `In the test “${test.description}”: \`${written(value)}\`` : undefined;
}

/** Undefined also for what is in a list: which element is meant, nobody can say. */
function valueAt(values: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, step) => (step === '*' ? undefined : read(value, step)), values);
}

function read(value: unknown, name: string): unknown {
  const has = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
  return has ? Reflect.get(value, name) : undefined;
}

function written(value: unknown): string {
  const text = (JSON.stringify(value) ?? '').replaceAll('`', '′');
  return text.length > MOST_OF_A_VALUE ? `${text.slice(0, MOST_OF_A_VALUE - 1)}…` : text;
}
