import { z } from 'zod';
import { fileSlug } from './file-slug';
import type { ImportSource } from './interchange-format';
import { jinjaToHandlebars } from './jinja-to-handlebars';
import type { DraftMessage } from './messages';
import { readYaml } from './read-yaml';
import type { Reporter } from './reporter';
import { roleFrom } from './roles';

export interface ReadPrompt {
  /** Of its file, unique in the configuration. */
  readonly name: string;
  readonly messages: readonly DraftMessage[];
  /** Variables of the template. */
  readonly names: readonly string[];
  /** Frontmatter for the way back. */
  readonly kept: Readonly<Record<string, unknown>>;
}

interface Written {
  readonly text: string;
  readonly label?: string;
  readonly fallback: string;
  readonly field: string;
}

const entrySchema = z.looseObject({
  id: z.string().optional(),
  label: z.string().optional(),
  raw: z.string().optional(),
});

/** The prompts of a configuration: texts, lists of messages, and files of either beside it. */
export async function readPrompts(
  prompts: string | readonly (string | Record<string, unknown>)[],
  source: ImportSource,
  report: Reporter,
): Promise<ReadPrompt[]> {
  const list = typeof prompts === 'string' ? [prompts] : prompts;
  const found: Written[] = [];
  for (const [index, entry] of list.entries())
    found.push(...(await written(entry, { index, source, report })));
  const taken = new Set<string>();
  return found.map((one, index) => {
    const slug = fileSlug(one.label ?? one.fallback, `prompt-${index + 1}`);
    const name = taken.has(slug) ? `${slug}-${index + 1}` : slug;
    taken.add(name);
    const names = new Set<string>();
    const messages = messagesOf(one, names, report);
    const kept = one.label !== undefined && one.label !== name ? { 'promptfoo.label': one.label } : {};
    return { name, messages, names: [...names], kept };
  });
}

interface Setting {
  readonly index: number;
  readonly source: ImportSource;
  readonly report: Reporter;
}

async function written(entry: string | Record<string, unknown>, setting: Setting): Promise<Written[]> {
  const field = `prompts[${setting.index}]`;
  const { id, label, raw } = typeof entry === 'string' ? { id: entry } : entrySchema.parse(entry);
  const named = { field, fallback: `prompt-${setting.index + 1}`, ...(label !== undefined && { label }) };
  if (raw !== undefined) return [{ ...named, text: raw }];
  const path =
    /^file:\/\/(.+)$/.exec(id ?? '')?.[1] ??
    (/^[\w./-]+\.(txt|md|json|ya?ml|j2)$/i.test(id ?? '') ? id : undefined);
  if (path === undefined) {
    if (id !== undefined && !/^[a-z]+:\/\/|^exec:/.test(id)) return [{ ...named, text: id }];
    setting.report.dropped(
      field,
      `“${id ?? JSON.stringify(entry)}” is made by a program or another service.`,
    );
    return [];
  }
  const readable = /\.(txt|md|json|ya?ml|j2)$/i.test(path) && !path.includes('*');
  const text = readable ? await setting.source.load(path) : undefined;
  if (text === undefined) {
    setting.report.dropped(field, `The file “${path}” could not be read as a prompt.`);
    return [];
  }
  const fallback = (path.split('/').at(-1) ?? path).replace(/\.\w+$/, '');
  const parts = /\.(txt|md)$/i.test(path) ? text.split(/^---[ \t]*$/m) : [text];
  const texts = parts.map((part) => part.trim()).filter((part) => part !== '');
  return texts.map((part, index) => ({
    ...named,
    text: part,
    fallback: texts.length > 1 ? `${fallback}-${index + 1}` : fallback,
  }));
}

const chatSchema = z.array(z.looseObject({ role: z.string(), content: z.string() })).min(1);

/** A list of messages, when the text is one in JSON or YAML; else one message of the user. */
function messagesOf({ text, field }: Written, names: Set<string>, report: Reporter): DraftMessage[] {
  const translate = (content: string, place: string): string => {
    const { template, names: found } = jinjaToHandlebars(content, { field: place, report });
    for (const name of found) names.add(name);
    return template;
  };
  const chat = /^\s*(\[|- role:)/.test(text) ? chatOf(text, field) : undefined;
  if (!chat) return [{ kind: 'message', role: 'user', text: translate(text, field) }];
  return chat.map(({ role, content }, index) => {
    const place = `${field}[${index}]`;
    return { kind: 'message', role: roleFrom(role, place, report), text: translate(content, place) };
  });
}

function chatOf(text: string, path: string): z.infer<typeof chatSchema> | undefined {
  try {
    return readYaml({ path, text }, chatSchema);
  } catch {
    // Variables may stand where JSON has none; then the text is what the model gets.
    return undefined;
  }
}
