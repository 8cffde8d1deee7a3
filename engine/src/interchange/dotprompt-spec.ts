import { parse, render, RenderError, type Message } from '@prompthub/core';
import { stringify } from 'yaml';
import { z } from 'zod';
import { textOfMessages } from '../providers/message-text';
import type { WrittenTest } from '../runner/test-schema';
import { fileSlug } from './file-slug';
import {
  InterchangeError,
  type Converted,
  type ExportSource,
  type ImportSource,
  type InterchangeFormat,
  type NamedText,
} from './interchange-format';
import { draftOf, YAML_STYLE } from './prompt-draft';
import { readYaml } from './read-yaml';
import { Reporter } from './reporter';
import { testList } from './test-list';

const id = 'dotprompt-spec';
const map = z.record(z.string(), z.unknown());
const sources = z.record(z.string(), z.string());

/** github.com/google/dotprompt, `spec/`: templates with what they must render to. */
const suiteSchema = z.looseObject({
  name: z.string(),
  template: z.string(),
  data: z.looseObject({ input: map.optional() }).optional(),
  partials: sources.optional(),
  resolverPartials: sources.optional(),
  tests: z
    .array(
      z.looseObject({
        desc: z.string().optional(),
        data: z.looseObject({ input: map.optional() }).nullish(),
        expect: z.looseObject({ messages: z.array(z.unknown()).optional() }).optional(),
      }),
    )
    .optional(),
});
type Suite = z.infer<typeof suiteSchema>;

/** Dotprompt's own specifications: the template stays as it is, its tests become tests of rendering. */
export const dotpromptSpec: InterchangeFormat = {
  id,
  title: 'Dotprompt specification',
  recognises: ({ path, text }) =>
    /\.ya?ml$/i.test(path) && /^- name:/m.test(text) && /^ {2}template:/m.test(text),
  toPrompts: (source) => Promise.resolve().then(() => toPrompts(source)),
  fromPrompt,
};

function toPrompts(source: ImportSource): Converted {
  const report = new Reporter(id);
  const suites = readYaml(source, z.array(suiteSchema));
  return { files: suites.flatMap((suite, index) => filesOf(suite, index, report)), report: report.lines };
}

function filesOf(suite: Suite, index: number, report: Reporter): NamedText[] {
  const { name, template, data, partials, resolverPartials, tests = [], ...rest } = suite;
  const slug = fileSlug(name, `suite-${index + 1}`);
  for (const key of Object.keys(rest))
    report.dropped(`[${index}].${key}`, 'A prompt file has no such field.');
  if (resolverPartials)
    report.changed(`[${index}].resolverPartials`, 'They became files like the other partials.');
  const others = Object.entries({ ...partials, ...resolverPartials }).filter(([partial]) => {
    const isFileName = /^[\w.-]+$/.test(partial);
    if (!isFileName) report.dropped(`[${index}].partials.${partial}`, 'A file cannot have that name.');
    return isFileName;
  });
  // A folder of its own keeps partials of the same name apart.
  const folder = others.length > 0 ? `${slug}/` : '';
  const written = tests.flatMap((test, at) =>
    testOf(test, { data, field: `[${index}].tests[${at}]`, report }),
  );
  return [
    { path: `${folder}${slug}.prompt`, text: template },
    ...others.map(([partial, text]) => ({ path: `${folder}_${partial}.prompt`, text })),
    ...(written.length > 0
      ? [{ path: `${folder}${slug}.tests.yaml`, text: stringify({ tests: written }, YAML_STYLE) }]
      : []),
  ];
}

const text = z.looseObject({ content: z.array(z.looseObject({ text: z.string().optional() })) });

function testOf(
  { desc, data: own, expect = {}, ...rest }: NonNullable<Suite['tests']>[number],
  { data, field, report }: { data: Suite['data']; field: string; report: Reporter },
): WrittenTest[] {
  const { input: shared, ...sharedRest } = data ?? {};
  const { input, ...ownRest } = own ?? {};
  const others = [...Object.keys({ ...sharedRest, ...ownRest }), ...Object.keys(rest)];
  if (others.length > 0) {
    report.dropped(field, `A test here has values for the inputs only, not ${others.join(', ')}.`);
    return [];
  }
  const { messages, ...alsoExpected } = expect;
  const parsed = z.array(text).safeParse(messages);
  if (messages && !parsed.success) {
    report.dropped(field, 'The expected messages could not be read.');
    return [];
  }
  if (Object.keys(alsoExpected).length > 0)
    report.dropped(
      `${field}.expect`,
      `A test of rendering sees the messages, not ${Object.keys(alsoExpected).join(', ')}.`,
    );
  const roles = z.array(z.looseObject({ role: z.string() })).safeParse(messages).data ?? [];
  if (roles.some(({ role }) => role !== 'user'))
    report.changed(`${field}.expect`, 'The texts of the messages are compared, not their roles.');
  const expected = parsed.success ? textOfMessages(parsed.data as unknown as Message[]) : undefined;
  const assert = expected === undefined ? [] : [{ type: 'equals', value: expected }];
  return [
    {
      ...(desc !== undefined && { description: desc }),
      mode: 'render',
      vars: { ...shared, ...input },
      assert,
    },
  ];
}

async function fromPrompt(source: ExportSource): Promise<Converted> {
  const report = new Reporter(id);
  const draft = draftOf(source);
  const used = partialsUsed(source);
  const tests: unknown[] = [];
  for (const [index, test] of testList(source, draft).entries()) {
    const field = `prompthub.tests[${index}]`;
    if ((test.assert ?? []).length > 0 || test.mode !== 'render')
      report.changed(
        field,
        'It became a test of what its values render to; a specification has no assertions.',
      );
    const input = { ...test.vars };
    const messages = await messagesOf(source, input, field);
    tests.push({ desc: test.description ?? `test ${index + 1}`, data: { input }, expect: { messages } });
  }
  const partials = Object.keys(used).length > 0 ? { partials: used } : {};
  const suite = { name: source.name, template: source.text, ...partials, tests };
  return {
    files: [{ path: `${source.name}.yaml`, text: stringify([suite], { lineWidth: 0 }) }],
    report: report.lines,
  };
}

async function messagesOf(
  source: ExportSource,
  input: Record<string, unknown>,
  field: string,
): Promise<unknown[]> {
  try {
    const { messages } = await render(source.text, { input }, { partials: source.partials });
    return messages.map(({ role, content, metadata }) => ({ role, content, ...(metadata && { metadata }) }));
  } catch (error) {
    if (!(error instanceof RenderError)) throw error;
    throw new InterchangeError(`${source.name}.prompt: ${field} does not render: ${error.message}`);
  }
}

/** The partials that are named in the prompt, or in one that it uses. */
function partialsUsed({ text, partials }: ExportSource): Record<string, string> {
  const used = new Map<string, string>();
  const queue = [text];
  for (const source of queue) {
    const body = source.slice(parse(source).templateRange.start);
    for (const [, name = ''] of body.matchAll(/\{\{~?#?>\s*([\w.-]+)/g)) {
      const partial = Object.hasOwn(partials, name) ? partials[name] : undefined;
      if (partial === undefined || used.has(name)) continue;
      used.set(name, partial);
      queue.push(partial);
    }
  }
  return Object.fromEntries(used);
}
