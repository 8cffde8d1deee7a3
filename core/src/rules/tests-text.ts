import type { TextEdit } from '../diagnostic';
import type { Range } from '../syntax/positions';
import type { FrontmatterEntry } from '../syntax/tree';
import type { RuleContext } from './rule';
import { addToMap, type PlacedYaml } from './yaml-edits';

/** Written tests and where they stand: the value of `prompthub.tests` in a prompt, or all of a file of tests. */
export interface TestsText {
  readonly place: 'prompt' | 'file';
  readonly content: unknown;
  /** The place of a value in the content; of the nearest one around it when it is not written. */
  rangeAt(path: readonly (string | number)[], which?: 'key' | 'value'): Range;
  readonly source: string;
  /** The place of exactly that value. */
  entry(path: readonly (string | number)[]): FrontmatterEntry | undefined;
  /** The edit that puts `key: value` into the map at `path`. */
  add(path: readonly (string | number)[], key: string, value: string): TextEdit | undefined;
}

const KEY = 'prompthub.tests';

/** Undefined where there are no tests, or where the frontmatter is too broken to say. */
export function testsOfPrompt({
  tree: { frontmatter, source },
  isFrontmatterReliable,
}: Pick<RuleContext, 'tree' | 'isFrontmatterReliable'>): TestsText | undefined {
  if (!frontmatter || !isFrontmatterReliable || !Object.hasOwn(frontmatter.value, KEY)) return undefined;
  const { document } = frontmatter;
  const yaml = { source, document, entry: (path: YamlPath) => frontmatter.entry(path) };
  return testsText('prompt', frontmatter.value[KEY], { yaml, root: [KEY] });
}

type YamlPath = readonly (string | number)[];

interface Surroundings {
  readonly yaml: PlacedYaml;
  /** Where the tests stand in it. */
  readonly root?: YamlPath;
}

export function testsText(
  place: TestsText['place'],
  content: unknown,
  { yaml, root = [] }: Surroundings,
): TestsText {
  const { source } = yaml;
  const entry = (path: YamlPath): FrontmatterEntry | undefined => yaml.entry([...root, ...path]);
  return {
    place,
    content,
    source,
    entry,
    add: (path, key, value) => addToMap(yaml, [...root, ...path], key, value),
    rangeAt(path, which = 'key') {
      for (let length = path.length; length >= 0; length--) {
        const found = entry(path.slice(0, length));
        const range = which === 'value' ? found?.value : (found?.key ?? found?.value);
        if (range) return firstLine(range, source);
      }
      return { start: 0, end: Math.min(1, source.length) };
    },
  };
}

/** A whole map or list underlined would say nothing. */
export function firstLine({ start, end }: Range, source: string): Range {
  const length = source.slice(start, end).search(/[\r\n]/);
  return { start, end: length < 0 ? end : start + length };
}
