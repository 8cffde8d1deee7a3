import type { Fix } from '../diagnostic';
import { MODEL_SETTINGS } from '../model/model-settings';
import { closest } from './closest';
import { question, replace } from './fixes';
import type { Range } from '../syntax/positions';
import type { Finding, Rule, RuleContext } from './rule';
import { addEntry, removeEntry } from './yaml-edits';

/** The keys that Dotprompt keeps. */
export const RESERVED_KEYS =
  'name variant version description model config input output tools toolDefs ext raw'.split(' ');

/** Further keys that Genkit reads. */
export const GENKIT_KEYS = 'use maxTurns toolChoice returnToolRequests metadata'.split(' ');

export const droppedKey: Rule = {
  meta: {
    code: 'dropped-key',
    severity: 'warning',
    summary: 'Dotprompt drops a key of the frontmatter.',
    docs:
      'At the top level Dotprompt keeps its own keys (`' +
      RESERVED_KEYS.slice(0, 10).join('` `') +
      '`), and keys with a dot, such as `prompthub.meta`, as extensions. Everything else is lost, `ext` and `raw` included. ' +
      'Model settings belong under `config`. The keys that Genkit adds (`' +
      GENKIT_KEYS.join('` `') +
      '`) are a hint, and nothing in the profile `genkit`.',
    bad: '---\ntemperature: 0.2\n---\nHello',
    good: '---\nconfig:\n  temperature: 0.2\n---\nHello',
  },
  create: (context) => ({
    file() {
      const { frontmatter } = context.tree;
      if (!frontmatter || !context.isFrontmatterReliable) return;
      const keys = Object.keys(frontmatter.value);
      for (const key of keys) {
        const isGenkits = GENKIT_KEYS.includes(key);
        const isKept =
          (RESERVED_KEYS.includes(key) && key !== 'ext' && key !== 'raw') ||
          (isGenkits && context.options.profile === 'genkit');
        const range = frontmatter.entry([key])?.key;
        if (isKept || key.includes('.') || range === undefined) continue;
        if (isGenkits) context.report({ range, message: forGenkit(key), severity: 'hint' });
        else context.report(() => findingFor(key, { range, isOnly: keys.length === 1, context }));
      }
    },
  }),
};

function forGenkit(key: string): string {
  return `Genkit reads \`${key}\`, Dotprompt alone does not. (Is this for Genkit? Set \`prompthub.profile\` to \`genkit\`.)`;
}

interface Place {
  readonly range: Range;
  /** Whether no other key stands in the frontmatter. */
  readonly isOnly: boolean;
  readonly context: RuleContext;
}

function findingFor(key: string, { range, isOnly, context }: Place): Finding {
  if (MODEL_SETTINGS.has(key)) {
    const message = `Dotprompt drops \`${key}\` here: model settings stand under \`config\`.`;
    return { range, message, fixes: [moveToConfig(key, context)] };
  }
  const own = context.tree.frontmatter?.value ?? {};
  const candidates = [...RESERVED_KEYS.slice(0, 10), ...GENKIT_KEYS].filter(
    (known) => !Object.hasOwn(own, known),
  );
  const best = closest(key, candidates);
  const meant = best === undefined ? undefined : replace(range, best);
  return {
    range,
    message: `Dotprompt drops the key \`${key}\`.${question(meant)}`,
    fixes: [meant, flatten(key, context), isOnly ? undefined : remove(key, meant === undefined, context)],
  };
}

function moveToConfig(key: string, { tree, text }: RuleContext): Fix | undefined {
  const entry = tree.frontmatter?.entry([key]);
  const removal = removeEntry(tree, [key]);
  if (entry === undefined || removal === undefined || tree.frontmatter?.entry(['config', key]))
    return undefined;
  const value = text(entry.value);
  if (/[\r\n]/.test(value)) return undefined;
  if (!tree.frontmatter?.entry(['config'])) {
    // In its own place, so that comments around it stay where they are.
    const range = { start: entry.key?.start ?? entry.value.start, end: entry.value.end };
    const edit = { range, newText: `config: { ${key}: ${value} }` };
    return { title: 'Move to config', edits: [edit], preferred: true };
  }
  const edit = addEntry(tree, ['config'], key, value);
  return edit && { title: 'Move to config', edits: [edit, removal], preferred: true };
}

/** `ext: { a: { b: 1 } }` and `prompthub: { meta: … }` say with dots what Dotprompt keeps. */
function flatten(key: string, { tree }: RuleContext): Fix | undefined {
  const value = tree.frontmatter?.value[key];
  const removal = removeEntry(tree, [key]);
  if ((key !== 'ext' && key !== 'prompthub') || !isRecord(value) || removal === undefined) return undefined;
  const spaces = key === 'ext' ? Object.entries(value) : ([[key, value]] as const);
  const lines = spaces.flatMap(([space, fields]) =>
    isRecord(fields)
      ? Object.entries(fields).map(([name, field]) => `${space}.${name}: ${JSON.stringify(field)}\n`)
      : [],
  );
  if (lines.length === 0) return undefined;
  const edits = [{ range: removal.range, newText: lines.join('') }];
  return { title: 'Write it with dots', edits, preferred: true };
}

function remove(key: string, preferred: boolean, { tree }: RuleContext): Fix | undefined {
  const removal = removeEntry(tree, [key]);
  return removal
    ? { title: `Remove ${key}`, edits: [removal], preferred: preferred && key === 'raw' }
    : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
