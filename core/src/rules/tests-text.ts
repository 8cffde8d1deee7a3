import type { FrontmatterEntry } from '../syntax/tree';
import type { Range } from '../syntax/positions';
import type { RuleContext } from './rule';

/** Written tests and where they stand: the value of `prompthub.tests` in a prompt, or all of a file of tests. */
export interface TestsText {
  readonly place: 'prompt' | 'file';
  readonly content: unknown;
  /** The place of a value in the content; of the nearest one around it when it is not written. */
  rangeAt(path: readonly (string | number)[], which?: 'key' | 'value'): Range;
}

const KEY = 'prompthub.tests';

/** Undefined where there are no tests, or where the frontmatter is too broken to say. */
export function testsOfPrompt({
  tree: { frontmatter, source },
  isFrontmatterReliable,
}: Pick<RuleContext, 'tree' | 'isFrontmatterReliable'>): TestsText | undefined {
  if (!frontmatter || !isFrontmatterReliable || !Object.hasOwn(frontmatter.value, KEY)) return undefined;
  return testsText('prompt', frontmatter.value[KEY], {
    source,
    entry: (path) => frontmatter.entry([KEY, ...path]),
  });
}

interface Surroundings {
  readonly source: string;
  readonly entry: (path: readonly (string | number)[]) => FrontmatterEntry | undefined;
}

export function testsText(
  place: TestsText['place'],
  content: unknown,
  { source, entry }: Surroundings,
): TestsText {
  return {
    place,
    content,
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
function firstLine({ start, end }: Range, source: string): Range {
  const length = source.slice(start, end).search(/[\r\n]/);
  return { start, end: length < 0 ? end : start + length };
}
