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
  readonly source?:
    | 'models'
    | 'assertions'
    | 'inputs'
    | 'picoschema'
    | 'tools'
    | 'schemas'
    | 'rules'
    | 'variants'
    | 'assertion-value';
  /** The only providers that know this setting. */
  readonly providers?: readonly string[];
}

const text = (description: string): YamlShape => ({ description });
const names = (description: string): YamlShape => ({ description, items: text('A name.') });
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
    value: { description: 'What to compare with.', source: 'assertion-value' },
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
    repeatMinPass: text('How many of the repetitions must pass; all when absent.'),
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

const OPENAI = ['openai', 'azure'];
const flag = (description: string): YamlShape => oneOf(description, 'true', 'false');
const only = (providers: readonly string[], shape: YamlShape): YamlShape => ({ ...shape, providers });

const modelConfig: Readonly<Record<string, YamlShape>> = {
  temperature: text('Randomness, from 0; higher is more varied.'),
  topP: text('Nucleus sampling: the share of probability to choose from, 0 to 1.'),
  topK: only(['anthropic', 'googleai', 'vertexai'], text('How many tokens to choose from.')),
  maxOutputTokens: text('The longest answer, in tokens.'),
  stopSequences: { description: 'Texts that end the answer.', items: text('A text.') },
  seed: only(OPENAI, text('Makes sampling repeatable where the provider can.')),
  frequencyPenalty: only(OPENAI, text('Makes words that came often less likely, -2 to 2.')),
  presencePenalty: only(OPENAI, text('Makes words that came at all less likely, -2 to 2.')),
  logitBias: only(OPENAI, text('Makes tokens more or less likely, by their number.')),
  logProbs: only(OPENAI, flag('Whether to tell the probabilities of tokens.')),
  topLogProbs: only(OPENAI, text('How many likely tokens to tell at each place.')),
  reasoningEffort: only(OPENAI, oneOf('How long to think.', 'minimal', 'low', 'medium', 'high')),
  verbosity: only(OPENAI, oneOf('How much to write.', 'low', 'medium', 'high')),
  parallelToolCalls: only(OPENAI, flag('Whether several tools may be called at once.')),
  serviceTier: only([...OPENAI, 'anthropic'], text('How urgently the provider works on it.')),
  user: only([...OPENAI, 'anthropic'], text('Who the request is for, by a name that says nothing.')),
  api: only(['openai'], oneOf('Which interface of OpenAI answers.', 'chat', 'responses')),
  apiVersion: text('The version of the provider’s interface.'),
};

const lintLevel = oneOf('The severity of this rule in this file.', 'off', 'hint', 'info', 'warning', 'error');

export const frontmatterShape: YamlShape = {
  description: 'The settings of the prompt.',
  keys: {
    name: text('The prompt’s name; default: the file’s name.'),
    variant: { description: 'The variant, as in `name.variant.prompt`.', source: 'variants' },
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
      items: { description: 'A tool’s name.', source: 'tools' },
    },
    toolDefs: {
      description: 'Tools defined here.',
      items: {
        description: 'A tool.',
        keys: {
          name: text('What the model calls it by.'),
          description: text('What it does, for the model.'),
          inputSchema: schema,
          outputSchema: schema,
        },
      },
    },
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
        helpers: names('Handlebars helpers.'),
        partials: names('Partials.'),
        schemas: names('Named schemas.'),
        tools: names('Tools.'),
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
    'prompthub.lint': {
      description: 'Severities of rules in this file.',
      source: 'rules',
      rest: lintLevel,
    },
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
