/** A file by its name (relative, with `/`) and its text. */
export interface NamedText {
  readonly path: string;
  readonly text: string;
}

export interface ImportSource extends NamedText {
  /** Reads a file that the source points to, relative to it; undefined when there is none or it may not be read. */
  load(path: string): Promise<string | undefined>;
}

/** One prompt of ours, with all that another format may want of it. */
export interface ExportSource {
  /** The file's name without `.prompt`. */
  readonly name: string;
  readonly text: string;
  /** Sources of the partials that it can see, by bare name. */
  readonly partials: Readonly<Record<string, string>>;
  /** The text of `name.tests.yaml`, when there is one. */
  readonly suite?: string;
}

/**
 * What became of a field that is not simply carried over. `kept`: stored beside the rest, unused, and given back by
 * the way back. `changed`: carried over in another form. `dropped`: gone.
 */
export type Fate = 'kept' | 'changed' | 'dropped';

/** A line of the report: every field without a counterpart has one. */
export interface FieldReport {
  /** Where it stands in what was read: `evaluators[1].llm`. */
  readonly field: string;
  readonly fate: Fate;
  /** One sentence for people. */
  readonly note: string;
}

export interface Converted {
  readonly files: readonly NamedText[];
  readonly report: readonly FieldReport[];
}

/** Another tool's way of writing prompts. */
export interface InterchangeFormat {
  /** As people type it: `prompthub import --from id`. */
  readonly id: string;
  readonly title: string;
  /** Whether a file looks like one of these; by its name where that says enough. */
  recognises(file: NamedText): boolean;
  /** Rejects with InterchangeError when the text is not of this format. */
  toPrompts(source: ImportSource): Promise<Converted>;
  /** Rejects with InterchangeError when the prompt cannot be written in this format at all. */
  fromPrompt(source: ExportSource): Promise<Converted>;
}

/** The text as a whole cannot be converted; the message names the place and says what to do. */
export class InterchangeError extends Error {
  override readonly name = 'InterchangeError';
}
