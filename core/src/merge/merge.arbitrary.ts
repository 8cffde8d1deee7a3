import fc from 'fast-check';

/** A prompt in parts, so that edits can be made to it whose outcome is known. */
export interface PromptModel {
  readonly keys: Readonly<Record<string, string>>;
  readonly config: Readonly<Record<string, number>>;
  readonly inputs: Readonly<Record<string, string>>;
  readonly tests: Readonly<Record<string, string>>;
  readonly messages: readonly { readonly role: string; readonly lines: readonly string[] }[];
}

const names = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const word = fc.constantFrom('red', 'green', 'blue', 'cyan', 'grey');
const type = fc.constantFrom('string', 'integer', 'string, what it is', 'any');
const line = fc.tuple(word, fc.nat(99)).map(([text, number]) => `${text} ${number} {{a}}`);
const message = fc.record({
  role: fc.constantFrom('system', 'user', 'model'),
  lines: fc.array(line, { minLength: 1, maxLength: 5 }),
});

export const promptModel: fc.Arbitrary<PromptModel> = fc.record({
  keys: fc.dictionary(fc.constantFrom('name', 'model', 'version', 'prompthub.x'), word),
  config: fc.dictionary(fc.constantFrom('temperature', 'topP', 'topK', 'seed'), fc.nat(9)),
  inputs: fc.dictionary(names, type),
  tests: fc.dictionary(names, word),
  messages: fc.array(message, { minLength: 1, maxLength: 4 }),
});

/** How the same prompt is laid out. */
export interface Layout {
  readonly flow: boolean;
  readonly comments: boolean;
}

export const layout: fc.Arbitrary<Layout> = fc.record({ flow: fc.boolean(), comments: fc.boolean() });

export function print(model: PromptModel, { flow, comments }: Layout): string {
  const map = (entries: Readonly<Record<string, unknown>>, indent: string): string =>
    flow || Object.keys(entries).length === 0
      ? ` { ${Object.entries(entries)
          .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
          .join(', ')} }`
      : Object.entries(entries)
          .map(([key, value]) => {
            const comment = comments ? `\n${indent}# about ${key}` : '';
            return `${comment}\n${indent}${key}: ${String(value)}`;
          })
          .join('');
  const tests = Object.entries(model.tests).map(
    ([name, value]) => `  - description: ${name}\n    vars: { a: ${value} }\n`,
  );
  return [
    '---\n',
    ...Object.entries(model.keys).map(
      ([key, value]) => `${comments ? `# about ${key}\n` : ''}${key}: ${value}\n`,
    ),
    `config:${map(model.config, '  ')}\n`,
    `input:\n  schema:${map(model.inputs, '    ')}\n`,
    ...(tests.length > 0 ? ['prompthub.tests:\n', ...tests] : []),
    '---\n',
    ...model.messages.map(({ role, lines }) => `{{role "${role}"}}\n${lines.join('\n')}\n`),
  ].join('');
}

/** One edit of a prompt. */
export type ModelEdit = (model: PromptModel) => PromptModel;

type MapName = 'keys' | 'config' | 'inputs' | 'tests';

const change = (map: MapName, key: string, value: string | number | undefined): ModelEdit => {
  return (model) => {
    const { [key]: _old, ...others } = model[map];
    const entries = value === undefined ? others : { ...model[map], [key]: value };
    return { ...model, [map]: entries };
  };
};

const edit: fc.Arbitrary<ModelEdit> = fc.oneof(
  fc
    .tuple(fc.constantFrom('name', 'model', 'version', 'prompthub.x'), fc.option(word))
    .map(([key, value]) => change('keys', key, value ?? undefined)),
  fc
    .tuple(fc.constantFrom('temperature', 'topP', 'topK', 'seed'), fc.option(fc.nat(9)))
    .map(([key, value]) => change('config', key, value ?? undefined)),
  fc.tuple(names, fc.option(type)).map(([key, value]) => change('inputs', key, value ?? undefined)),
  fc.tuple(names, fc.option(word)).map(([key, value]) => change('tests', key, value ?? undefined)),
  fc
    .tuple(fc.nat(3), fc.nat(5), fc.nat(1), fc.array(line, { maxLength: 2 }))
    .map(([at, from, remove, lines]): ModelEdit => (model) => ({
      ...model,
      messages: model.messages.map((old, index) =>
        index === at % model.messages.length
          ? { ...old, lines: old.lines.toSpliced(from, remove, ...lines) }
          : old,
      ),
    })),
  fc
    .tuple(fc.nat(3), fc.nat(1), fc.array(message, { maxLength: 1 }))
    .map(([at, remove, added]): ModelEdit => (model) => ({
      ...model,
      messages: model.messages.toSpliced(at, remove, ...added),
    })),
);

/** A few edits, one after the other. */
export const editScript: fc.Arbitrary<ModelEdit> = fc
  .array(edit, { maxLength: 4 })
  .map((edits) => (model) => edits.reduce((edited, next) => next(edited), model));
