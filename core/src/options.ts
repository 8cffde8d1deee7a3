import type { Severity } from './diagnostic';
import type { PromptTree } from './syntax/tree';

/** Anything that JSON can hold. */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/** A JSON Schema (draft 2020-12 vocabulary as Dotprompt uses it). */
export type JsonSchema = { [keyword: string]: unknown };

/** A map by name, or a function that finds one; `undefined` (or `null`) means "no such thing". */
export type Resolver<T> =
  Readonly<Record<string, T>> | ((name: string) => T | null | undefined | Promise<T | null | undefined>);

export interface ToolDefinition {
  readonly name: string;
  readonly description?: string;
  readonly inputSchema: JsonSchema;
  readonly outputSchema?: JsonSchema;
  /** Asks the model to hold to `inputSchema` exactly, where it can. */
  readonly strict?: boolean;
}

export interface RenderOptions {
  /** Sources of `{{> name}}` by bare name (without `_` and `.prompt`). Frontmatter in them is stripped. */
  readonly partials?: Resolver<string>;
  readonly schemas?: Resolver<JsonSchema>;
  readonly tools?: Resolver<ToolDefinition>;
  /** Extra helpers, as Handlebars calls them. */
  readonly helpers?: Readonly<Record<string, (...args: unknown[]) => unknown>>;
  /** Metadata used where the frontmatter has none. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /**
   * Told the id of each branch (see `branchesOf`) that a rendering takes, as often as it does. Renderings with somebody
   * who looks into them (`evaluate`) do not tell.
   */
  readonly onBranch?: (id: string) => void;
}

/** A model as the model table knows it. Limits are tokens; prices US dollars for a million tokens. */
export interface ModelInfo {
  readonly id: string;
  readonly provider: string;
  readonly contextWindow?: number;
  readonly maxOutputTokens?: number;
}

/** A setting in a prompt's `config` whose values are numbers. */
export interface ModelSetting {
  /** Dotprompt's name first, then those of the providers. */
  readonly names: readonly string[];
  readonly whole?: boolean;
  /** Least and greatest value, by provider; both are allowed. Providers that are not named here take what they take. */
  readonly ranges: Readonly<Record<string, readonly [least: number, greatest: number]>>;
  /** True for the setting that limits the tokens of an answer. */
  readonly limitsOutput?: boolean;
}

/** What an assertion in a test compares an answer with. */
export interface AssertionShape {
  /**
   * `text`; `pattern`: a regular expression, `/x/i` for flags; `list`: texts, or one text with commas; `json`: a text, or
   * what a JSON answer must equal; `schema`: a JSON Schema, or nothing; `limit`: a number as `threshold`, of an answer by
   * a model; `set`: other assertions under `assert`; `none`: nothing; `count`: a number, or a map with `min` or `max`;
   * `elements`: paths of elements of XML, or nothing; `texts`: a text, or a list of texts; `map`: a map, or nothing; `any`: a value
   * of several forms.
   */
  readonly value:
    | 'text'
    | 'pattern'
    | 'list'
    | 'texts'
    | 'map'
    | 'any'
    | 'json'
    | 'schema'
    | 'limit'
    | 'set'
    | 'none'
    | 'count'
    | 'elements';
  /** Of a `text`: the empty one will do. Every answer contains it, so mostly it would be a test that cannot fail. */
  readonly mayBeEmpty?: boolean;
  /** Of a `schema` or a `map`: it cannot be left out. */
  readonly needsValue?: boolean;
  /** One sentence. */
  readonly summary: string;
}

/** Something in written tests that is wrong or not supported. */
export interface TestProblem {
  /** Keys and indexes from the top of the content. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** `error`: the test cannot run. `warning`: it runs, without what is named here. */
  readonly severity: 'error' | 'warning';
  /** Of a key that nobody knows: those that could stand in its place. */
  readonly known?: readonly string[];
}

/** Reads the value of `prompthub.tests` (`prompt`), or that of a whole file of tests (`file`). */
export type TestProblems = (content: unknown, place: 'prompt' | 'file') => readonly TestProblem[];

export interface CheckOptions {
  /** The file's name, e.g. `reply.formal.prompt`; rules about variants and partials need it. */
  readonly fileName?: string;
  /**
   * Sources (or ready trees) of all partials that the prompt can see, by bare name. Undefined: the workspace is unknown and rules
   * about missing partials stay silent.
   */
  readonly partials?: Readonly<Record<string, string | PromptTree>>;
  /**
   * Helpers that the host registers, besides the built-in ones and those in `prompthub.requires`. Dotprompt refuses
   * every other one, and so do we.
   */
  readonly helpers?: readonly string[];
  /** Names known besides those in `prompthub.requires`. Undefined: unknown, and rules about them stay silent. */
  readonly schemas?: readonly string[];
  readonly tools?: readonly string[];
  readonly models?: readonly ModelInfo[];
  /** Known types of assertions in tests, without `not-`. Undefined: unknown, and the rule about them stays silent. */
  readonly assertions?: readonly string[];
  /** The same types with what they compare with. Undefined: nobody looks at values. */
  readonly assertionShapes?: Readonly<Record<string, AssertionShape>>;
  /** Model settings with a range. Undefined: nobody looks at `config`. */
  readonly settings?: readonly ModelSetting[];
  /** What is wrong with written tests, besides their assertions' types. Undefined: nobody looks. */
  readonly testProblems?: TestProblems;
  readonly countTokens?: (text: string) => number;
  readonly profile?: 'dotprompt' | 'genkit';
  /** Severities from the user's settings; `prompthub.lint` in the file wins. */
  readonly lint?: Readonly<Record<string, Severity | 'off'>>;
}
