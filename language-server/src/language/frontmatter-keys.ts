/** What may stand at one place of the YAML: documentation for hover, candidates for completion, names for checks. */
export interface YamlShape {
  readonly description: string;
  /** Keys of a map. */
  readonly keys?: Readonly<Record<string, YamlShape>>;
  /** Entries of a list. */
  readonly items?: YamlShape;
  /** Every other key of the map. */
  readonly rest?: YamlShape;
  readonly values?: readonly string[];
  /** Values that only the running server knows. */
  readonly source?: 'models' | 'assertions' | 'inputs' | 'picoschema' | 'tools';
}

const text = (description: string): YamlShape => ({ description });
const oneOf = (description: string, ...values: string[]): YamlShape => ({ description, values });

const schema: YamlShape = {
  description:
    'Picoschema: `name: type, description`; `name?:` is optional; `name(array): type`, `name(object): {…}`, `name(enum): [a, b]`. JSON Schema works too.',
  source: 'picoschema',
};

const assertion: YamlShape = {
  description: 'What must hold for the answer (in `mode: render`, for the rendered messages).',
  keys: {
    type: { description: 'The kind of assertion. `not-` before it turns it round.', source: 'assertions' },
    value: text('What to compare with.'),
    threshold: text('The limit: a distance, milliseconds or US dollars, by type.'),
    weight: text('How much it counts; default 1.'),
    metric: text('A name to group scores by.'),
    transform: text('JavaScript applied to the output first.'),
  },
};

export const testShape: YamlShape = {
  description: 'One test of the prompt.',
  keys: {
    description: text('What the test shows, in words.'),
    mode: oneOf('`run` calls the model (default); `render` never does.', 'run', 'render'),
    vars: { description: 'Values of the input variables.', source: 'inputs' },
    assert: { description: 'What must hold.', items: assertion },
    options: text('Settings of this test, for example `provider`.'),
    repeat: text('How often to run it.'),
    provider: { description: 'The model for this test instead of the prompt’s own.', source: 'models' },
    threshold: text('The least mean score of its assertions, 0 to 1.'),
    metadata: text('Anything; kept with the result.'),
  },
};

const testList: YamlShape = { description: 'Tests of this prompt, in promptfoo’s words.', items: testShape };

export const suiteShape: YamlShape = {
  description: 'Tests of the prompt beside this file.',
  items: testShape,
  keys: {
    tests: testList,
    description: text('What these tests are about.'),
  },
};

const modelConfig: Readonly<Record<string, YamlShape>> = {
  temperature: text('Randomness, from 0; higher is more varied.'),
  topP: text('Nucleus sampling: the share of probability to choose from, 0 to 1.'),
  topK: text('How many tokens to choose from.'),
  maxOutputTokens: text('The longest answer, in tokens.'),
  stopSequences: text('Texts that end the answer.'),
  seed: text('Makes sampling repeatable where the provider can.'),
  apiVersion: text('The version of the provider’s interface.'),
};

const lintLevel = oneOf('The severity of this rule in this file.', 'off', 'hint', 'info', 'warning', 'error');

export const frontmatterShape: YamlShape = {
  description: 'The settings of the prompt.',
  keys: {
    name: text('The prompt’s name; default: the file’s name.'),
    variant: text('The variant, as in `name.variant.prompt`.'),
    version: text('A version name.'),
    description: text('What the prompt is for.'),
    model: { description: 'The model: `provider/model`.', source: 'models' },
    config: {
      description: 'Settings for the model.',
      keys: modelConfig,
      rest: text('A setting of the provider.'),
    },
    input: {
      description: 'The variables of the template.',
      keys: { schema, default: { description: 'Values where none is given.', source: 'inputs' } },
    },
    output: {
      description: 'The shape of the answer.',
      keys: { format: oneOf('The format of the answer.', 'json', 'text', 'media'), schema },
    },
    tools: {
      description: 'Names of the tools that the model may call.',
      source: 'tools',
      items: text('A tool’s name.'),
    },
    toolDefs: { description: 'Tools defined here.', items: text('`name`, `description`, `inputSchema`.') },
    metadata: text('Genkit: anything, kept with the prompt.'),
    use: text('Genkit: middleware of the model call.'),
    maxTurns: text('Genkit: how many rounds of tool calls.'),
    toolChoice: oneOf('Genkit: whether the model must call a tool.', 'auto', 'required', 'none'),
    returnToolRequests: oneOf('Genkit: give tool calls back instead of running them.', 'true', 'false'),
    'prompthub.meta': {
      description: 'Who owns the prompt and how far it is trusted.',
      keys: {
        owner: text('A person or a team.'),
        tags: { description: 'Words to find it by.', items: text('A tag.') },
        stability: oneOf('How far it is trusted.', 'draft', 'stable', 'deprecated'),
        replacedBy: text('The prompt to use instead of a deprecated one.'),
      },
    },
    'prompthub.requires': {
      description: 'Names that the host application registers.',
      keys: {
        helpers: text('Handlebars helpers.'),
        partials: text('Partials.'),
        schemas: text('Named schemas.'),
        tools: text('Tools.'),
      },
    },
    'prompthub.limits': {
      description: 'What one run may take.',
      keys: {
        maxInputTokens: text('Tokens of the rendered prompt.'),
        maxCostUsd: text('US dollars for one run.'),
        maxLatencyMs: text('Milliseconds for one run.'),
      },
    },
    'prompthub.lint': { description: 'Severities of rules in this file.', rest: lintLevel },
    'prompthub.tests': testList,
  },
};

/** The shape at a path of keys and indexes; undefined where anything may stand. */
export function shapeAt(root: YamlShape, path: readonly (string | number)[]): YamlShape | undefined {
  let shape: YamlShape | undefined = root;
  for (const step of path) {
    if (!shape) return undefined;
    shape = typeof step === 'number' ? shape.items : (shape.keys?.[step] ?? shape.rest);
  }
  return shape;
}
