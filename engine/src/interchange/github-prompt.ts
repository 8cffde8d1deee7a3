import { stringify } from 'yaml';
import { z } from 'zod';
import { fileSlug } from './file-slug';
import { testsFromData, dataFromTests, evaluatorSchema } from './github-evaluators';
import { inlinePartials } from './inline-partials';
import type { Converted, ExportSource, ImportSource, InterchangeFormat } from './interchange-format';
import { keepRest, keptFields, reportOurs } from './leftovers';
import { joinMessages, splitMessages, type DraftMessage } from './messages';
import { fromPlaceholders, toPlaceholders } from './placeholders';
import { draftOf, draftText, YAML_STYLE } from './prompt-draft';
import { readYaml } from './read-yaml';
import { Reporter } from './reporter';
import { roleFrom, roleTo } from './roles';
import { testList } from './test-list';

const id = 'github';
const title = 'GitHub Models';

const record = z.record(z.string(), z.unknown());

/** docs.github.com, "Storing prompts in GitHub repositories", "Supported file format". */
const promptSchema = z.looseObject({
  name: z.string().optional(),
  description: z.string().optional(),
  model: z.string().optional(),
  modelParameters: z.record(z.string(), z.unknown()).optional(),
  messages: z.array(z.object({ role: z.string(), content: z.string() })),
  responseFormat: z.enum(['text', 'json_object', 'json_schema']).optional(),
  jsonSchema: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
  testData: z.array(z.record(z.string(), z.unknown())).optional(),
  evaluators: z.array(evaluatorSchema).optional(),
});
type GithubPrompt = z.infer<typeof promptSchema>;

/** GitHub's `.prompt.yml`. */
export const githubPrompt: InterchangeFormat = {
  id,
  title,
  recognises: ({ path }) => /\.prompt\.ya?ml$/i.test(path),
  toPrompts: (source) => Promise.resolve().then(() => toPrompts(source)),
  fromPrompt: (source) => Promise.resolve().then(() => fromPrompt(source)),
};

function toPrompts(source: ImportSource): Converted {
  const report = new Reporter(id);
  const prompt = readYaml(source, promptSchema);
  const { description, model, modelParameters, messages, testData, evaluators, ...rest } = prompt;
  const names = new Set<string>();
  const drafts = messages.map(({ role, content }, index): DraftMessage => {
    const { template, names: found } = fromPlaceholders(content);
    for (const name of found) names.add(name);
    return { kind: 'message', role: roleFrom(role, `messages[${index}]`, report), text: template };
  });
  const { responseFormat, jsonSchema, name, ...unknown } = rest;
  const output = outputOf({ responseFormat, jsonSchema }, source.path, report);
  const tested = testsFromData({ testData, evaluators }, report);
  const metadata = {
    description,
    model,
    config: renameKey(modelParameters, 'maxTokens', 'maxOutputTokens'),
    input:
      names.size > 0 ? { schema: Object.fromEntries([...names].map((key) => [key, 'string'])) } : undefined,
    output: output.output,
    ...keepRest(id, { name, ...output.rest, ...tested.rest, ...unknown }, report),
    'prompthub.tests': tested.tests.length > 0 ? tested.tests : undefined,
  };
  const fallback = (source.path.split('/').at(-1) ?? '').replace(/\.prompt\.ya?ml$/i, '');
  const path = `${fileSlug(fallback, 'prompt')}.prompt`;
  return {
    files: [{ path, text: draftText({ metadata, template: joinMessages(drafts) }) }],
    report: report.lines,
  };
}

function fromPrompt(source: ExportSource): Converted {
  const report = new Reporter(id);
  const draft = draftOf(source);
  const { metadata } = draft;
  const kept = keptFields(id, metadata);
  const messages = splitMessages(inlinePartials(draft.template, source.partials, report)).flatMap(
    (message, index) => {
      const field = `messages[${index}]`;
      if (message.kind === 'message') {
        const content = toPlaceholders(message.text, { field, tool: title, report });
        return [{ role: roleTo(message.role), content }];
      }
      report.dropped(field, `${title} has no place for a history.`);
      return [];
    },
  );
  const tests = dataFromTests(testList(source, draft), kept.evaluators, report);
  reportOurs(metadata, {
    known: ['description', 'model', 'config', 'input', 'output', 'prompthub.tests'],
    format: githubPrompt,
    report,
  });
  const { evaluators: _, name, jsonSchema, ...others } = kept;
  const file = {
    name: name ?? source.name,
    description: metadata.description,
    model: metadata.model,
    modelParameters: renameKey(metadata.config, 'maxOutputTokens', 'maxTokens'),
    ...responseOf(metadata.output, jsonSchema),
    messages,
    ...tests,
    ...others,
  };
  const text = stringify(file, YAML_STYLE);
  return { files: [{ path: `${source.name}.prompt.yml`, text }], report: report.lines };
}

type Response = Pick<GithubPrompt, 'responseFormat' | 'jsonSchema'>;

function outputOf(
  { responseFormat, jsonSchema }: Response,
  path: string,
  report: Reporter,
): { output?: Record<string, unknown>; rest: Record<string, unknown> } {
  if (responseFormat === undefined) return { rest: { jsonSchema } };
  if (responseFormat === 'text') return { output: { format: 'text' }, rest: {} };
  if (responseFormat === 'json_object' || jsonSchema === undefined)
    return { output: { format: 'json' }, rest: {} };
  const loose = z.looseObject({ schema: z.record(z.string(), z.unknown()).optional() });
  const whole =
    typeof jsonSchema === 'string' ? readYaml({ path, text: jsonSchema }, loose) : loose.parse(jsonSchema);
  const { schema, ...others } = whole;
  if (schema === undefined)
    report.changed('jsonSchema', 'It holds no “schema”; all of it is stored as it is.');
  return { output: { format: 'json', schema }, rest: { jsonSchema: others } };
}

function responseOf(output: unknown, kept: unknown): Record<string, unknown> {
  const { format, schema } =
    z.looseObject({ format: z.unknown().optional(), schema: z.unknown().optional() }).safeParse(output)
      .data ?? {};
  if (schema !== undefined)
    return {
      responseFormat: 'json_schema',
      jsonSchema: JSON.stringify({ name: 'answer', ...record.safeParse(kept).data, schema }, undefined, 2),
    };
  if (format === 'json') return { responseFormat: 'json_object' };
  return format === 'text' ? { responseFormat: 'text' } : {};
}

function renameKey(value: unknown, from: string, to: string): Record<string, unknown> | undefined {
  const map = record.safeParse(value).data;
  return map && Object.fromEntries(Object.entries(map).map(([key, item]) => [key === from ? to : key, item]));
}
