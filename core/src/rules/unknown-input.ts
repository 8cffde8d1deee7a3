import type { Fix } from '../diagnostic';
import type { Analysis } from '../model/analyze';
import type { InputSchema } from '../model/input-schema';
import { memberOf } from '../model/schema-types';
import { violationsOf } from '../model/schema-violations';
import type { FrontmatterEntry } from '../syntax/tree';
import { didYouMean, question } from './fixes';
import type { Finding, RuleContext } from './rule';
import { testsRule, type TestsRule } from './tests-rule';
import { nameOf } from './value-repair';
import { isMap, writtenTests } from './written-tests';
import { removalOf } from './yaml-edits';

type Path = readonly (string | number)[];

/** Values of tests for inputs that the prompt does not have. */
const find: TestsRule['find'] = (tests, { input }) =>
  writtenTests(tests.content).flatMap(({ path, test: { vars } }) => {
    const place = (inner: Path) => tests.entry([...path, 'vars', ...inner]);
    return isMap(vars) && input ? strangers(vars, input, { place, source: tests.source }) : [];
  });

export const unknownInput: TestsRule = {
  meta: {
    code: 'unknown-input',
    severity: 'warning',
    summary: 'A value is given to an input that the prompt does not have.',
    docs:
      'Where a prompt declares its input, a default or a test can give values to nothing else: a misspelled name leaves ' +
      'the variable empty that was meant.',
    bad: '---\ninput:\n  schema:\n    name?: string\n  default:\n    nmae: Ada\n---\nHello {{name}}',
    good: '---\ninput:\n  schema:\n    name?: string\n  default:\n    name: Ada\n---\nHello {{name}}',
  },
  find,
  create: (context) => ({
    file() {
      checkDefaults(context);
      testsRule(unknownInput.meta, find).create(context).file?.();
    },
  }),
};

function checkDefaults({ tree, analysis, isFrontmatterReliable, report }: RuleContext): void {
  if (!isFrontmatterReliable) return;
  const place = (path: Path) => tree.frontmatter?.entry(['input', 'default', ...path]);
  const { input } = analysis;
  const unread = (name: string): boolean => isUnread(name, analysis);
  for (const finding of strangers(input.defaults, input, { place, source: tree.source, unread }))
    report(finding);
}

/** Whether a default gives its value to nothing: a name that only has a default is used on purpose where the template reads it. */
export function isStrayDefault(name: string, analysis: Analysis): boolean {
  const { type } = analysis.input;
  return type !== undefined && !memberOf(type, name).found && isUnread(name, analysis);
}

function isUnread(name: string, { usages }: Analysis): boolean {
  return !usages.has(name);
}

interface Places {
  readonly place: (path: Path) => FrontmatterEntry | undefined;
  readonly source: string;
  /** Which names at the top are looked at; default: all. */
  readonly unread?: (name: string) => boolean;
}

function strangers(values: Readonly<Record<string, unknown>>, input: InputSchema, places: Places): Finding[] {
  if (input.type === undefined) return [];
  const own = Object.keys(values)
    .filter((name) => !memberOf(input.type, name).found && places.unread?.(name) !== false)
    .map((name) => ({ path: [name], known: [...input.variables.keys()] }));
  const inner = violationsOf(values, input.type).flatMap((each) =>
    each.kind === 'unknown' && each.path.length > 1 ? [each] : [],
  );
  return [...own, ...inner].flatMap((each) => findingFor(each, values, places) ?? []);
}

function findingFor(
  { path, known }: { path: Path; known: readonly string[] },
  values: Readonly<Record<string, unknown>>,
  { place, source }: Places,
): Finding | undefined {
  const entry = place(path);
  const range = entry?.key;
  if (range === undefined) return undefined;
  const holder = path
    .slice(0, -1)
    .reduce<unknown>((value, step) => (value as Path | undefined)?.[step as number], values);
  const given = isMap(holder) ? Object.keys(holder) : [];
  const meant = didYouMean(
    range,
    String(path.at(-1)),
    known.filter((name) => !given.includes(name)),
  );
  const owner = path.length > 1 ? `\`${nameOf(path.slice(0, -1))}\`` : 'The input';
  const removal = removalOf(entry, source);
  const remove: Fix | undefined =
    removal && given.length > 1
      ? { title: `Remove ${String(path.at(-1))}`, edits: [removal], preferred: false }
      : undefined;
  return {
    range,
    message: `${owner} has no \`${String(path.at(-1))}\`.${question(meant)}`,
    fixes: [meant, remove],
  };
}
