import type { Fix } from '../diagnostic';
import { FRONTMATTER_SHAPES, misfits } from '../model/frontmatter-shape';
import { MODEL_SETTINGS } from '../model/model-settings';
import { editDistance } from './closest';
import { didYouMean, question } from './fixes';
import type { Rule, RuleContext } from './rule';
import { removeEntry } from './yaml-edits';

const NAMESPACE = 'prompthub.';

/** Keys at the top that are lost are the business of `dropped-key`. */
export const unknownKey: Rule = {
  meta: {
    code: 'unknown-key',
    severity: 'warning',
    summary: 'A key of the frontmatter is read by nobody.',
    docs:
      '`input` has `schema` and `default`, `output` has `format` and `schema`; of PromptHub’s own keys there are ' +
      '`prompthub.meta`, `prompthub.requires`, `prompthub.limits`, `prompthub.lint` (whose keys are codes of diagnostics) ' +
      'and `prompthub.tests`. What has another name has no effect. Under `config` any setting may stand, for any provider: only ' +
      'what is nearly the name of a known one is reported.',
    bad: '---\noutput:\n  fromat: json\n---\nHello {{name}}',
    good: '---\noutput:\n  format: json\n---\nHello {{name}}',
  },
  create: (context) => ({
    file() {
      const { frontmatter } = context.tree;
      if (!frontmatter || !context.isFrontmatterReliable) return;
      const names = Object.keys(FRONTMATTER_SHAPES);
      for (const [key, value] of Object.entries(frontmatter.value)) {
        const shape = Object.hasOwn(FRONTMATTER_SHAPES, key) ? FRONTMATTER_SHAPES[key] : undefined;
        if (shape) {
          for (const misfit of misfits(value, shape, { path: [key], codes: context.codes }))
            if (misfit.kind === 'key') reportKey(misfit.path, misfit.known, context);
        } else if (key.startsWith(NAMESPACE)) {
          reportKey(
            [key],
            names.filter((name) => name.startsWith(NAMESPACE)),
            context,
          );
        }
      }
      checkSettings(frontmatter.value.config, context);
    },
  }),
};

/** A setting that nobody knows goes to the provider as it stands; nearly a known name, it is a slip of the pen. */
function checkSettings(config: unknown, context: RuleContext): void {
  const known = new Set([
    ...MODEL_SETTINGS,
    ...(context.options.settings ?? []).flatMap(({ names }) => names),
  ]);
  for (const key of typeof config === 'object' && config !== null ? Object.keys(config) : []) {
    if (known.has(key) || key.length < SHORTEST_SLIP) continue;
    const limit = key.length < 10 ? 1 : 2;
    const near = [...known].filter((name) => editDistance(key, name, limit + 1) <= limit);
    if (near.length > 0) reportKey(['config', key], near, context);
  }
}

/** Shorter names are near to too many others: `top_a` and `top_k` are two settings. */
const SHORTEST_SLIP = 6;

function reportKey(
  path: readonly (string | number)[],
  known: readonly string[],
  { tree, report }: RuleContext,
): void {
  const range = tree.frontmatter?.entry(path)?.key;
  if (range === undefined) return;
  report(() => {
    const key = String(path.at(-1));
    const written = path
      .slice(0, -1)
      .filter((step) => typeof step === 'string')
      .join('.');
    const siblings = Object.keys(mapAt(tree.frontmatter?.value, path.slice(0, -1)));
    const meant = didYouMean(
      range,
      key,
      known.filter((name) => !siblings.includes(name)),
    );
    const message =
      written === ''
        ? `PromptHub reads no \`${key}\`.`
        : written === 'prompthub.lint'
          ? `There is no diagnostic \`${key}\`.`
          : written === 'config'
            ? `No setting \`${key}\` is known.`
            : `\`${written}\` has no \`${key}\`.`;
    return { range, message: message + question(meant), fixes: [meant, remove(path, siblings, tree)] };
  });
}

/** The last key of a map stays: what would be left is no map. */
function remove(
  path: readonly (string | number)[],
  siblings: readonly string[],
  tree: RuleContext['tree'],
): Fix | undefined {
  const edit = siblings.length > 1 ? removeEntry(tree, path) : undefined;
  return edit && { title: `Remove ${String(path.at(-1))}`, edits: [edit], preferred: false };
}

function mapAt(root: unknown, path: readonly (string | number)[]): object {
  let value = root;
  for (const step of path) value = (value as Record<string | number, unknown> | undefined)?.[step];
  return typeof value === 'object' && value !== null ? value : {};
}
