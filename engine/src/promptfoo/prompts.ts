import { parseYaml } from '@prompthub/core';
import { z } from 'zod';
import { fileSlug } from '../interchange/file-slug';
import { checked, inside, type Section } from './check-section';
import { promptSchema } from './config-schema';
import type { SuiteFiles, SuitePrompt } from './suite';
import { translated } from './templates';

/** A prompt, and what `prompts:` of a provider or a test may call it. */
export type ReadPrompt = SuitePrompt & { readonly names: readonly string[] };

interface Written {
  readonly text: string;
  readonly label: string;
  readonly names: readonly string[];
  readonly section: Section;
  /** Where its text stands, if not in the configuration. */
  readonly file?: string;
}

/** Files of prompts that are texts; programs that make prompts are not run. */
const READABLE = /\.(txt|md|json|jsonl|ya?ml|j2)$/i;

export async function readPrompts(
  value: unknown,
  files: SuiteFiles,
  section: Section,
): Promise<ReadPrompt[]> {
  const list: unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
  const found: Written[] = [];
  for (const [index, item] of list.entries())
    found.push(...(await written(item, files, Array.isArray(value) ? inside(section, index) : section)));
  if (list.length === 0) section.problems.add(section.path, 'There are no prompts that could be tested.');
  const taken = new Set<string>();
  return found.map(({ text, label, names, section: place, file }, index) => {
    const slug = fileSlug(label, `prompt-${index + 1}`);
    const name = taken.has(slug) ? `${slug}-${index + 1}` : slug;
    taken.add(name);
    return { name, label, names, ...templateOf(text, place, file) };
  });
}

async function written(item: unknown, files: SuiteFiles, section: Section): Promise<Written[]> {
  const entry = checked(promptSchema, typeof item === 'string' ? { id: item } : item, section);
  if (!entry) return [];
  const { id, label, raw } = entry;
  if (raw !== undefined) return [{ text: raw, label: label ?? raw, names: namesOf(label, id, raw), section }];
  if (id === undefined) {
    section.problems.add(section.path, 'A prompt needs its text under “raw”, or a file under “id”.');
    return [];
  }
  const path =
    /^file:\/\/(.+)$/.exec(id)?.[1] ?? (/^[\w./*-]+\.[a-z0-9]+(?::\w+)?$/i.test(id) ? id : undefined);
  if (path === undefined) return inPlace(id, label, section);
  const paths = path.includes('*') ? await files.list(path) : [path];
  if (paths.length === 0) section.problems.add(section.path, `No file fits “${path}”.`);
  const read: Written[] = [];
  for (const one of paths) read.push(...(await inFile(one, { label, files, section })));
  return read;
}

function inPlace(text: string, label: string | undefined, section: Section): Written[] {
  if (!/^[a-z][a-z0-9+.-]*:\/\/|^exec:/i.test(text))
    return [{ text, label: label ?? text, names: namesOf(label, text), section }];
  section.problems.add(
    section.path,
    `“${text}” is made by a program or another service, which is not asked here.`,
  );
  return [];
}

async function inFile(
  path: string,
  { label, files, section }: { label: string | undefined; files: SuiteFiles; section: Section },
): Promise<Written[]> {
  if (!READABLE.test(path)) {
    section.problems.add(
      section.path,
      `“${path}” is no text (.txt, .md, .json, .jsonl, .yaml or .j2); programs that make prompts are not run.`,
    );
    return [];
  }
  const text = await files.read(path);
  if (text === undefined) {
    section.problems.add(section.path, `The file “${path}” is not there, or may not be read.`);
    return [];
  }
  const parts = /\.txt$/i.test(path)
    ? text.split(/^---[ \t]*$/m)
    : /\.jsonl$/i.test(path)
      ? text.split(/\r?\n/)
      : [text];
  const texts = parts.length > 1 ? parts.map((part) => part.trim()).filter((part) => part !== '') : parts;
  return texts.map((part, index) => ({
    text: part,
    label: label ?? (texts.length > 1 ? `${path} ${index + 1}` : path),
    names: namesOf(label, path, part),
    section,
    ...(texts.length === 1 && { file: path }),
  }));
}

function namesOf(...names: readonly (string | undefined)[]): string[] {
  return names.filter((name) => name !== undefined);
}

const chatSchema = z.array(z.strictObject({ role: z.string(), content: z.string() })).min(1);

const ROLES: Readonly<Record<string, 'system' | 'user' | 'model'>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  assistant: 'model',
};

/** Of a list of messages, when the text is one in JSON or YAML; else the text is one message of the user. */
function templateOf(
  text: string,
  section: Section,
  file: string | undefined,
): Pick<SuitePrompt, 'template' | 'chat'> {
  const list = listIn(text);
  return list === undefined
    ? { template: translated(text, section, file), chat: false }
    : { template: messagesOf(list, section), chat: true };
}

function messagesOf(list: unknown, section: Section): string {
  const chat = chatSchema.safeParse(list);
  const odd = chat.data?.find(({ role }) => !Object.hasOwn(ROLES, role));
  if (!chat.success || odd) {
    const what = odd ? `Messages of “${odd.role}”` : 'Messages with more than a role and a text';
    section.problems.add(section.path, `${what} are not supported here.`);
    return '';
  }
  const part = (role: string, content: string): string =>
    `{{role "${ROLES[role] ?? 'user'}"}}${translated(content, section)}`;
  return chat.data.map(({ role, content }) => part(role, content)).join('');
}

/** What promptfoo takes for messages: a list in JSON, or YAML that begins with a role. */
function listIn(text: string): unknown {
  if (/^\s*\[\s*\{/.test(text)) {
    try {
      return JSON.parse(text);
    } catch {
      // Variables may stand where JSON has none; then the text is what the model gets.
      return undefined;
    }
  }
  return /^\s*- role:/.test(text) ? parseYaml(text).value : undefined;
}
