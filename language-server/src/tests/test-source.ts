import type { FrontmatterEntry, LineMap, Range } from '@prompthub/core';
import type { PromptDocument } from '../documents';
import type { Context } from '../context';

/** One test as it stands in a file, with its places. `id` is `<uri of the file>#<index>`. */
export interface PlacedTest {
  readonly id: string;
  readonly uri: string;
  /** The file it stands in. */
  readonly document: PromptDocument;
  readonly index: number;
  readonly description: string;
  readonly mode: 'run' | 'render';
  readonly vars: Readonly<Record<string, unknown>>;
  readonly lines: LineMap;
  readonly range: Range;
  /** The description's value, or the test's first line. */
  readonly nameRange: Range;
  readonly assertions: readonly PlacedAssertion[];
}

export interface PlacedAssertion {
  readonly range: Range;
  /** Of an `assert-set`. */
  readonly parts: readonly PlacedAssertion[];
}

interface YamlPlace {
  readonly value: unknown;
  readonly prefix: readonly (string | number)[];
  entry(path: readonly (string | number)[]): FrontmatterEntry | undefined;
}

/** The tests that stand in this very file. Half-written ones count; what is no map does not. */
export function testsIn(document: PromptDocument): PlacedTest[] {
  const place = placeOf(document);
  if (!place || !Array.isArray(place.value)) return [];
  return place.value.flatMap((value: unknown, index): PlacedTest[] => {
    if (!isMap(value)) return [];
    const at = (...path: (string | number)[]) => place.entry([...place.prefix, index, ...path]);
    const range = at()?.value ?? { start: 0, end: 0 };
    const firstLine = { start: range.start, end: Math.min(range.end, lineEnd(document.text, range.start)) };
    return [
      {
        id: `${document.key}#${index}`,
        uri: document.uri,
        document,
        index,
        description: typeof value.description === 'string' ? value.description : `Test ${index + 1}`,
        mode: value.mode === 'render' ? 'render' : 'run',
        vars: isMap(value.vars) ? value.vars : {},
        lines: document.lines,
        range,
        nameRange: at('description')?.value ?? firstLine,
        assertions: asList(value.assert).map((assertion, which) => ({
          range: at('assert', which)?.value ?? firstLine,
          parts: asList(isMap(assertion) ? assertion.assert : undefined).map((_part, part) => ({
            range: at('assert', which, 'assert', part)?.value ?? firstLine,
            parts: [],
          })),
        })),
      },
    ];
  });
}

/** The tests of a prompt: inline ones first, then those of the suite beside it. */
export async function testsOf(context: Context, prompt: PromptDocument): Promise<PlacedTest[]> {
  const suiteUri = context.workspace.suiteOf(prompt.uri);
  const suite = suiteUri === undefined ? undefined : await context.workspace.load(suiteUri);
  return [...testsIn(prompt), ...(suite ? testsIn(suite) : [])];
}

/** The test whose values show inline: the chosen one, else the first. */
export function selectedTest(
  context: Context,
  promptUri: string,
  tests: readonly PlacedTest[],
): PlacedTest | undefined {
  const id = context.session.selected(promptUri);
  return tests.find((test) => test.id === id) ?? tests[0];
}

/** The test with that id; without an id the selected one. */
export function namedTest(
  context: Context,
  { promptUri, id }: { promptUri: string; id: string | undefined },
  tests: readonly PlacedTest[],
): PlacedTest | undefined {
  return id === undefined ? selectedTest(context, promptUri, tests) : tests.find((test) => test.id === id);
}

function placeOf(document: PromptDocument): YamlPlace | undefined {
  if (document.kind === 'tests') {
    const { yaml } = document;
    const wrapped = isMap(yaml.value);
    return {
      value: wrapped ? yaml.value.tests : yaml.value,
      prefix: wrapped ? ['tests'] : [],
      entry: (path) => yaml.entry(path),
    };
  }
  const { frontmatter } = document.tree;
  if (!frontmatter) return undefined;
  const prefix = ['prompthub.tests'];
  return { value: frontmatter.value['prompthub.tests'], prefix, entry: (path) => frontmatter.entry(path) };
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function lineEnd(text: string, offset: number): number {
  const end = text.slice(offset).search(/[\r\n]/);
  return end < 0 ? text.length : offset + end;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
