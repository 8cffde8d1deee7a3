import { picoschemaToJsonSchema } from '../syntax/picoschema';
import type { Range } from '../syntax/positions';
import type { PromptTree } from '../syntax/tree';
import type { PromptChange, PromptChangeKind } from './prompt-change';
import { isSameValue } from './same-value';

type Trees = { readonly before: PromptTree; readonly after: PromptTree };
type Path = readonly string[];

/** What changed in the frontmatter, apart from the inputs. */
export function diffMetadata(trees: Trees): PromptChange[] {
  const [old, now] = [valueOf(trees.before), valueOf(trees.after)];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((key) => {
    const [before, after] = [old[key], now[key]];
    if (key === 'prompthub.tests') return diffTests(before, after, trees);
    if (key === 'config' || key === 'input') return diffEntries(key, [before, after], trees);
    const [was, is] = key === 'output' ? [before, after].map(outputOf) : [before, after];
    return isSameValue(was, is) && key in old === key in now ? [] : [change(trees, [key], [before, after])];
  });
}

/** A change of `input` that no variable shows: other keys of its schema, or a schema that has no variables. */
export function diffInput(trees: Trees): PromptChange[] {
  const [old, now] = [mapOf(valueOf(trees.before)['input']), mapOf(valueOf(trees.after)['input'])];
  return ['schema', 'default'].flatMap((key) => {
    const read = (value: unknown): unknown =>
      key === 'schema' ? picoschemaToJsonSchema(value).schema : value;
    const isSame = isSameValue(read(old[key]), read(now[key]));
    return isSame ? [] : [change(trees, ['input', key], [old[key], now[key]])];
  });
}

function valueOf({ frontmatter }: PromptTree): Readonly<Record<string, unknown>> {
  return frontmatter?.value ?? {};
}

function mapOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** Two notations of one schema mean the same. */
function outputOf(value: unknown): unknown {
  const output = mapOf(value);
  return 'schema' in output ? { ...output, schema: picoschemaToJsonSchema(output['schema']).schema } : value;
}

/** Settings one by one. Of `input`, schema and default are told as variables, unless they are of a shape that has none. */
function diffEntries(key: string, [before, after]: [unknown, unknown], trees: Trees): PromptChange[] {
  const [old, now] = [mapOf(before), mapOf(after)];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((name) => {
    const isTold = key === 'input' && (name === 'schema' || name === 'default');
    if (isTold || isSameValue(old[name], now[name])) return [];
    return [change(trees, [key, name], [old[name], now[name]])];
  });
}

const KINDS: Readonly<Record<string, PromptChangeKind>> = {
  model: 'model',
  config: 'setting',
  tools: 'tools',
  toolDefs: 'tools',
  output: 'output',
};

function change(trees: Trees, path: Path, [before, after]: [unknown, unknown]): PromptChange {
  const name = path.join('.');
  const sentence =
    before === undefined
      ? `\`${name}\` was set to ${shown(after)}.`
      : after === undefined
        ? `\`${name}\` was removed; it was ${shown(before)}.`
        : `\`${name}\` changed from ${shown(before)} to ${shown(after)}.`;
  const kind = KINDS[path[0] ?? ''] ?? 'metadata';
  return { kind, sentence, name, ...rangesAt(trees, path, path) };
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

type AnyPath = readonly (string | number)[];

function rangesAt(
  { before, after }: Trees,
  old: AnyPath | undefined,
  now: AnyPath | undefined,
): { before: Range | undefined; after: Range | undefined } {
  return {
    before: old && before.frontmatter?.entry(old)?.value,
    after: now && after.frontmatter?.entry(now)?.value,
  };
}

function diffTests(before: unknown, after: unknown, trees: Trees): PromptChange[] {
  const [old, now] = [testsOf(before), testsOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((name) => {
    const [was, is] = [old.get(name), now.get(name)];
    if (was && is && isSameValue(was.test, is.test)) return [];
    const what = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
    const at = (index: number | undefined): AnyPath | undefined =>
      index === undefined ? undefined : ['prompthub.tests', index];
    return [
      {
        kind: `test-${what}` as const,
        sentence: `The test "${name}" was ${what}.`,
        name,
        ...rangesAt(trees, at(was?.index), at(is?.index)),
      },
    ];
  });
}

interface PlacedTest {
  readonly index: number;
  readonly test: unknown;
}

/** Tests by their description; those that have none, or the same one, by their place among them. */
function testsOf(list: unknown): Map<string, PlacedTest> {
  const tests = new Map<string, PlacedTest>();
  for (const [index, test] of (Array.isArray(list) ? (list as unknown[]) : []).entries()) {
    const { description } = mapOf(test);
    const name = typeof description === 'string' ? description : 'without a description';
    let unique = name;
    for (let nth = 2; tests.has(unique); nth++) unique = `${name} (${nth})`;
    tests.set(unique, { index, test });
  }
  return tests;
}
