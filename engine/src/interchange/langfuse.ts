import { z } from 'zod';
import { fileSlug } from './file-slug';
import type {
  Converted,
  ExportSource,
  ImportSource,
  InterchangeFormat,
  NamedText,
} from './interchange-format';
import { keepRest, keptFields, reportOurs } from './leftovers';
import { joinMessages, splitMessages, type DraftMessage } from './messages';
import { fromPlaceholders, toPlaceholders } from './placeholders';
import { draftOf, draftText, type PromptDraft } from './prompt-draft';
import { readYaml } from './read-yaml';
import { Reporter } from './reporter';
import { roleFrom, roleTo } from './roles';

const id = 'langfuse';
const title = 'Langfuse';

const messageSchema = z.union([
  z.looseObject({ type: z.literal('placeholder'), name: z.string() }),
  z.looseObject({ role: z.string(), content: z.string() }),
]);

/** langfuse.com, "Prompt data model"; the API's answers and its requests have the same fields. */
const promptSchema = z.looseObject({
  name: z.string(),
  type: z.enum(['text', 'chat']).optional(),
  prompt: z.union([z.string(), z.array(messageSchema)]),
  config: z.record(z.string(), z.unknown()).nullish(),
  tags: z.array(z.string()).nullish(),
});
type LangfusePrompt = z.infer<typeof promptSchema>;

/** One prompt, a list of them, or a page of the API's list. */
const fileSchema = z.union([z.array(promptSchema), z.object({ data: z.array(promptSchema) }), promptSchema]);

/** Langfuse's prompts as JSON. */
export const langfuse: InterchangeFormat = {
  id,
  title,
  recognises: ({ path, text }) =>
    /\.json$/i.test(path) && /"prompt"\s*:/.test(text) && /"name"\s*:/.test(text),
  toPrompts: (source) => Promise.resolve().then(() => toPrompts(source)),
  fromPrompt: (source) => Promise.resolve().then(() => fromPrompt(source)),
};

function toPrompts(source: ImportSource): Converted {
  const report = new Reporter(id);
  const content = readYaml(source, fileSchema);
  const prompts = Array.isArray(content) ? content : 'prompt' in content ? [content] : content.data;
  const taken = new Set<string>();
  const files = prompts.map((prompt, index): NamedText => {
    const slug = fileSlug(prompt.name, `prompt-${index + 1}`);
    const name = taken.has(slug) ? `${slug}-${index + 1}` : slug;
    taken.add(name);
    return { path: `${name}.prompt`, text: draftText(draftFrom(prompt, report)) };
  });
  return { files, report: report.lines };
}

function draftFrom({ prompt, config, tags, type, ...rest }: LangfusePrompt, report: Reporter): PromptDraft {
  const { model, ...settings } = config ?? {};
  const isName = typeof model === 'string';
  const names = new Set<string>();
  const text = (content: string, field: string): string => {
    const { template, names: found } = fromPlaceholders(withPartials(content, field, report));
    for (const name of found) names.add(name);
    return template.replaceAll(PARTIAL_MARK, (_, name: string) => `{{>${name}}}`);
  };
  const template =
    typeof prompt === 'string'
      ? text(prompt, 'prompt')
      : joinMessages(prompt.map((message, index) => messageFrom(message, { index, report, text })));
  const placeholders =
    typeof prompt === 'string' ? [] : prompt.flatMap((each) => ('content' in each ? [] : nameIn(each)));
  const schema = Object.fromEntries([...names].map((name) => [name, 'string']));
  const metadata = {
    model: isName ? model : undefined,
    config: isName ? settings : (config ?? undefined),
    input: names.size > 0 ? { schema } : undefined,
    'prompthub.meta': tags && tags.length > 0 ? { tags } : undefined,
    ...keepRest(id, rest, report),
    ...(type === 'chat' && isPlain(prompt) && { [`${id}.type`]: type }),
    ...(placeholders.some((name) => name !== 'history') && { [`${id}.placeholders`]: placeholders }),
  };
  return { metadata, template };
}

function nameIn(placeholder: Readonly<Record<string, unknown>>): string {
  return String(placeholder.name);
}

/** One user message looks like a text; only the type tells then. */
function isPlain(prompt: LangfusePrompt['prompt']): boolean {
  const [only, ...more] = typeof prompt === 'string' ? [] : prompt;
  return only !== undefined && 'role' in only && only.role === 'user' && more.length === 0;
}

interface MessageSetting {
  readonly index: number;
  readonly report: Reporter;
  readonly text: (content: string, field: string) => string;
}

function messageFrom(message: z.infer<typeof messageSchema>, setting: MessageSetting): DraftMessage {
  const { index, report, text } = setting;
  const field = `prompt[${index}]`;
  if (!('content' in message)) {
    if (message.name !== 'history')
      report.changed(field, `The placeholder “${nameIn(message)}” became {{history}}.`);
    return { kind: 'history' };
  }
  const { role, content } = message as { role: string; content: string };
  return { kind: 'message', role: roleFrom(role, field, report), text: text(content, field) };
}

/** `@@@langfusePrompt:name=x|label=production@@@`: another prompt's text. */
const REFERENCE = /@@@langfusePrompt:name=([^|@]+)(?:\|([^@]*))?@@@/g;
/** Stands for a partial while the rest of the text is made literal. */
const PARTIAL_MARK = /\u0000([^\u0000]*)\u0000/g;

function withPartials(content: string, field: string, report: Reporter): string {
  return content.replaceAll('\u0000', '').replace(REFERENCE, (_, name: string, pinned?: string) => {
    const partial = fileSlug(name, 'partial');
    const note = pinned ? ` (${pinned} is not kept)` : '';
    report.changed(
      field,
      `The reference to “${name}” became the partial “_${partial}.prompt”, which must exist${note}.`,
    );
    return `\u0000${partial}\u0000`;
  });
}

function fromPrompt(source: ExportSource): Converted {
  const report = new Reporter(id);
  const { metadata, template } = draftOf(source);
  const { type, placeholders, ...kept } = keptFields(id, metadata);
  const histories = z.array(z.string()).safeParse(placeholders).data ?? [];
  const messages = splitMessages(template);
  const [only] = messages;
  const isChat = type === 'chat' || messages.length !== 1 || only?.kind !== 'message' || only.role !== 'user';
  const options = {
    tool: title,
    report,
    partial: (name: string) => `@@@langfusePrompt:name=${name}|label=production@@@`,
  };
  const prompt = isChat
    ? messages.map((message, index) =>
        message.kind === 'history'
          ? { type: 'placeholder', name: histories.shift() ?? 'history' }
          : {
              role: roleTo(message.role),
              content: toPlaceholders(message.text, { ...options, field: `prompt[${index}]` }),
            },
      )
    : toPlaceholders(only.text, { ...options, field: 'prompt' });
  const meta =
    z
      .looseObject({ tags: z.array(z.string()) })
      .partial()
      .safeParse(metadata['prompthub.meta']).data ?? {};
  const { tags, ...otherMeta } = meta;
  for (const key of Object.keys(otherMeta))
    report.dropped(`prompthub.meta.${key}`, `${title} has no such field.`);
  const known = ['model', 'config', 'input', 'prompthub.meta'];
  reportOurs(metadata, { known, format: langfuse, report });
  const settings = z.record(z.string(), z.unknown()).safeParse(metadata.config).data;
  const config = { ...(metadata.model !== undefined && { model: metadata.model }), ...settings };
  const file = {
    name: source.name,
    type: isChat ? 'chat' : 'text',
    prompt,
    config,
    ...(tags && { tags }),
    ...kept,
  };
  const text = `${JSON.stringify(file, undefined, 2)}\n`;
  return { files: [{ path: `${source.name}.json`, text }], report: report.lines };
}
