import { z } from 'zod';
import { stringify } from 'yaml';
import { fileSlug } from './file-slug';
import { fromPlaceholders } from './placeholders';
import { handlebarsToJinja } from './handlebars-to-jinja';
import { inlinePartials } from './inline-partials';
import {
  InterchangeError,
  type Converted,
  type ExportSource,
  type ImportSource,
  type InterchangeFormat,
} from './interchange-format';
import { jinjaToHandlebars } from './jinja-to-handlebars';
import { keepRest, keptFields, reportOurs } from './leftovers';
import { joinMessages, splitMessages, type DraftMessage } from './messages';
import { draftOf, draftText, YAML_STYLE } from './prompt-draft';
import { inputsFrom, inputsTo } from './prompty-inputs';
import { modelFrom, modelTo } from './prompty-model';
import { parseWith, readYaml } from './read-yaml';
import { Reporter } from './reporter';
import { roleFrom, roleTo } from './roles';
import { testList } from './test-list';

const id = 'prompty';
const title = 'Prompty';

/** Prompty sends what Markdown shows as an image. */
const IMAGE = /!\[[^\]\n]*\]\([^)\n]+\)/g;

const map = z.record(z.string(), z.unknown());

/** github.com/microsoft/prompty, "Prompty.yaml" (version 1), and what version 2 names otherwise. */
const headSchema = z.looseObject({
  name: z.string().optional(),
  description: z.string().optional(),
  tags: z.array(z.string()).optional(),
  model: map.optional(),
  inputs: z.unknown().optional(),
  outputs: z.unknown().optional(),
  sample: z.union([map, z.string()]).optional(),
  template: z.union([z.string(), map]).optional(),
});

/** Microsoft's `.prompty`. */
export const prompty: InterchangeFormat = {
  id,
  title,
  recognises: ({ path }) => /\.prompty$/i.test(path),
  toPrompts,
  fromPrompt: (source) => Promise.resolve().then(() => fromPrompt(source)),
};

async function toPrompts(source: ImportSource): Promise<Converted> {
  const report = new Reporter(id);
  const { head, body } = splitFile(source);
  const { description, tags, model, inputs, outputs, sample, template, name, ...rest } = head;
  const engine = engineOf(template);
  const names = new Set<string>();
  const drafts = rolesOf(body).map(({ role, text }, index): DraftMessage => {
    const field = `body[${index}]`;
    const translated =
      engine === 'mustache' ? fromPlaceholders(text) : jinjaToHandlebars(text, { field, report });
    for (const found of translated.names) names.add(found);
    for (const [image] of text.matchAll(IMAGE))
      report.changed(field, `The image “${image}” stays as text: write {{media url="…"}} to send it.`);
    return { kind: 'message', role: roleFrom(role, field, report), text: translated.template };
  });
  const read = modelFrom(model ?? {}, report);
  const vars = await sampleOf(sample, source, report);
  const input = inputsFrom(inputs, { names: [...names], sample: vars });
  const output = inputsFrom(outputs, { names: [], sample: {} });
  const metadata = {
    description,
    model: read.model,
    config: read.config,
    input: { schema: orNothing(input.schema), default: orNothing(input.defaults) },
    output: Object.keys(output.schema).length > 0 ? { format: 'json', schema: output.schema } : undefined,
    'prompthub.meta': tags ? { tags } : undefined,
    ...keepRest(id, { name, ...read.rest, ...rest, ...(engine === 'mustache' && { template }) }, report),
    'prompthub.tests': vars ? [{ description: 'sample', mode: 'render', vars }] : undefined,
  };
  if (!metadata.input.schema && !metadata.input.default) metadata.input = {} as typeof metadata.input;
  const base = (source.path.split('/').at(-1) ?? '').replace(/\.prompty$/i, '');
  const text = draftText({ metadata, template: joinMessages(drafts) });
  return { files: [{ path: `${fileSlug(base, 'prompt')}.prompt`, text }], report: report.lines };
}

function fromPrompt(source: ExportSource): Converted {
  const report = new Reporter(id);
  const draft = draftOf(source);
  const { metadata } = draft;
  const {
    name,
    configuration,
    api,
    response,
    model,
    modelV2,
    template: _,
    ...kept
  } = keptFields(id, metadata);
  const messages = splitMessages(inlinePartials(draft.template, source.partials, report));
  const body = messages.flatMap((message, index) => {
    const field = `body[${index}]`;
    if (message.kind === 'history') {
      report.dropped(field, `${title} has no place for a history in the middle.`);
      return [];
    }
    const role = roleTo(message.role);
    return [`${role}:\n${handlebarsToJinja(message.text, { field, report, json: 'tojson' })}`];
  });
  const [sample, ...otherTests] = testList(source, draft).filter(({ vars }) => vars);
  if (sample && (sample.assert ?? []).length > 0)
    report.changed('prompthub.tests[0]', 'Its values became the sample.');
  if (otherTests.length > 0) report.dropped('prompthub.tests', `${title} has one sample and no tests.`);
  const meta = map.safeParse(metadata['prompthub.meta']).data ?? {};
  for (const key of Object.keys(meta))
    if (key !== 'tags') report.dropped(`prompthub.meta.${key}`, `${title} has no such field.`);
  const known = ['description', 'model', 'config', 'input', 'output', 'prompthub.meta', 'prompthub.tests'];
  reportOurs(metadata, { known, format: prompty, report });
  const head = {
    name: name ?? source.name,
    description: metadata.description,
    tags: meta.tags,
    ...kept,
    model: modelTo(
      { model: metadata.model, config: metadata.config },
      { configuration, api, response, model, modelV2 },
    ),
    inputs: inputsTo(metadata.input, { part: 'input', report }),
    outputs: inputsTo(metadata.output, { part: 'output', report }),
    sample: sample?.vars ?? undefined,
  };
  const text = `---\n${stringify(head, YAML_STYLE)}---\n${body.join('\n\n')}\n`;
  return { files: [{ path: `${source.name}.prompty`, text }], report: report.lines };
}

type Head = z.infer<typeof headSchema>;

function splitFile(source: ImportSource): { head: Head; body: string } {
  const match = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)([\s\S]*)$/.exec(source.text);
  if (!match)
    throw new InterchangeError(
      `${source.path}: no frontmatter. A .prompty begins with a line of three dashes, and a second one ends it.`,
    );
  const [, yaml = '', body = ''] = match;
  // One line in front, so that places in messages are those of the file.
  const head = readYaml({ path: source.path, text: `\n${yaml}` }, z.unknown());
  return { head: parseWith(headSchema, head ?? {}, source.path), body };
}

const ROLE_LINE = /^[ \t]*#?[ \t]*(system|user|assistant|function|tool|developer)[ \t]*:[ \t]*$/i;

/** The messages of a body: a line with nothing but a role begins one. */
function rolesOf(body: string): { role: string; text: string }[] {
  const messages: { role: string; lines: string[] }[] = [{ role: 'system', lines: [] }];
  for (const line of body.split(/\r?\n/)) {
    const role = ROLE_LINE.exec(line)?.[1];
    if (role) messages.push({ role: role.toLowerCase(), lines: [] });
    else messages.at(-1)?.lines.push(line);
  }
  return messages
    .map(({ role, lines }) => ({ role, text: lines.join('\n').trim() }))
    .filter(({ text }) => text !== '');
}

function engineOf(template: Head['template']): 'jinja2' | 'mustache' {
  const format = typeof template === 'string' ? template : (template?.format ?? template?.type);
  const kind = typeof format === 'string' ? format : map.safeParse(format).data?.kind;
  return kind === 'mustache' ? 'mustache' : 'jinja2';
}

async function sampleOf(
  sample: Head['sample'],
  source: ImportSource,
  report: Reporter,
): Promise<Record<string, unknown> | undefined> {
  if (typeof sample !== 'string') return sample;
  const text = await source.load(sample.replace(/^\$\{file:(.+)\}$/, '$1'));
  if (text !== undefined) return readYaml({ path: sample, text }, map);
  report.dropped('sample', `The file “${sample}” could not be read.`);
  return undefined;
}

function orNothing(value: Record<string, unknown>): Record<string, unknown> | undefined {
  return Object.keys(value).length > 0 ? value : undefined;
}
