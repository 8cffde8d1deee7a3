import type { EndpointConfig } from '../providers/provider';
import type { TestCase } from '../runner/test-case';

/** A `promptfooconfig.yaml` as it is run here: every prompt with every model that may ask it, on every test. */
export interface PromptfooSuite {
  readonly description: string | undefined;
  readonly prompts: readonly SuitePrompt[];
  readonly models: readonly SuiteModel[];
  readonly tests: readonly SuiteTest[];
  /** Servers that the configuration names itself; its models refer to them. */
  readonly endpoints: readonly EndpointConfig[];
  readonly settings: SuiteSettings;
}

export interface SuitePrompt {
  /** Unique in the suite, fit for a file's name. */
  readonly name: string;
  /** As the configuration calls it. */
  readonly label: string;
  /** The template of a `.prompt`, roles and all. */
  readonly template: string;
  /** Whether it was written as a list of messages. */
  readonly chat: boolean;
}

export interface SuiteModel {
  readonly label: string;
  /** `provider/model`. */
  readonly model: string;
  /** Model settings, as in a prompt's `config`. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Indexes of the prompts that it is asked; all when absent. */
  readonly prompts?: readonly number[];
}

/** A test, and which pairs of prompt and model it is for. */
export interface SuiteTest {
  readonly test: TestCase;
  /** Put before and behind each prompt. */
  readonly prefix: string;
  readonly suffix: string;
  /** Indexes; all when absent. */
  readonly prompts?: readonly number[];
  readonly models?: readonly number[];
}

export interface SuiteSettings {
  readonly concurrency?: number;
  readonly repeat?: number;
  /** Milliseconds, for each run of a test. */
  readonly timeoutMs?: number;
  /** Of 127.0.0.1, where spans are received. */
  readonly tracePort?: number;
  /** Files to write reports to. */
  readonly outputs: readonly string[];
}

/** What a configuration's reader may ask of the world. */
export interface SuiteFiles {
  /** Relative to the configuration; undefined when there is none or it may not be read. */
  read(path: string): Promise<string | undefined>;
  /** Files that fit a pattern, relative to the configuration, sorted. */
  list(pattern: string): Promise<readonly string[]>;
  environment: Readonly<Record<string, string | undefined>>;
}
