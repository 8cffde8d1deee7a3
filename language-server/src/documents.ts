import {
  analyze,
  isTestsFile,
  parse,
  parseBody,
  parseYaml,
  unreadable,
  type Analysis,
  type LineMap,
  type Program,
  type PromptTree,
  type Unreadable,
  type YamlText,
} from '@prompthub/core';
import {
  TextDocument,
  type Position,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver-textdocument';
import { lineMap, utf16Column, type PositionEncoding } from './encoding';
import { summaryOf, type PromptSummary } from './index/prompt-summary';
import { fileNameOf, normalizeUri } from './uri';

/** `tests` is a `name.tests.yaml`; everything else that a client sends us is a prompt. */
export type DocumentKind = 'prompt' | 'tests';

/** One version of one text. Immutable; whatever is derived from it is made once, when first asked for. */
export class PromptDocument {
  readonly uri: string;
  readonly key: string;
  readonly version: number;
  readonly text: string;
  readonly kind: DocumentKind;
  readonly #encoding: PositionEncoding;
  #lines: LineMap | undefined;
  #tree: PromptTree | undefined;
  #earlier: PromptTree | undefined;
  #template: Program | undefined;
  #yaml: YamlText | undefined;
  #analysis: Analysis | undefined;
  #summary: PromptSummary | undefined;
  #unreadable: { readonly reason: Unreadable | undefined } | undefined;

  constructor(uri: string, version: number, text: string, encoding: PositionEncoding = 'utf-16') {
    this.uri = uri;
    this.key = normalizeUri(uri);
    this.version = version;
    this.text = text;
    this.kind = kindOf(uri);
    this.#encoding = encoding;
  }

  /** Offsets to the positions that the client speaks of, and back. */
  get lines(): LineMap {
    this.#lines ??= lineMap(this.text, this.#encoding);
    return this.#lines;
  }

  /** The tree of the prompt; of an empty text when this one is unreadable or no prompt. */
  get tree(): PromptTree {
    this.#tree ??= parse(this.kind === 'prompt' && !this.unreadable ? this.text : '', this.#earlier);
    this.#earlier = undefined;
    return this.#tree;
  }

  /** The template alone; as long as nobody wanted the tree, the frontmatter is not read for it. */
  get template(): Program {
    const isPrompt = this.kind === 'prompt' && !this.unreadable;
    return this.#tree?.template ?? (this.#template ??= parseBody(isPrompt ? this.text : '').template);
  }

  /** Says which version this one was made of: what is the same in both is not read again. */
  follow(earlier: PromptDocument): void {
    this.#earlier = earlier.#tree ?? earlier.#earlier;
  }

  /** What the names of the template mean, without regard to partials. */
  get analysis(): Analysis {
    this.#analysis ??= analyze(this.tree);
    return this.#analysis;
  }

  /** The YAML of a tests file. */
  get yaml(): YamlText {
    const text = this.kind === 'tests' && !this.unreadable ? this.text : '';
    this.#yaml ??= parseYaml(text);
    return this.#yaml;
  }

  /** What other files need to know of this one. */
  get summary(): PromptSummary {
    this.#summary ??= summaryOf(this.kind === 'prompt' && !this.unreadable ? this.text : '');
    return this.#summary;
  }

  /** Why the text is not looked at; undefined when it is. */
  get unreadable(): Unreadable | undefined {
    return (this.#unreadable ??= { reason: unreadable(this.text) }).reason;
  }
}

/** The texts that are open in the editor: kept in step by increments, parsed at most once for each version. */
export class Documents {
  readonly #texts = new Map<string, TextDocument>();
  readonly #documents = new Map<string, PromptDocument>();
  /** What the client and we have agreed on, before it opens the first document. */
  encoding: PositionEncoding = 'utf-16';

  open(uri: string, languageId: string, version: number, text: string): PromptDocument {
    return this.#keep(TextDocument.create(uri, languageId, version, text));
  }

  /** Undefined when the document is not open. */
  change(
    uri: string,
    version: number,
    changes: TextDocumentContentChangeEvent[],
  ): PromptDocument | undefined {
    const text = this.#texts.get(normalizeUri(uri));
    if (!text) return undefined;
    if (this.encoding === 'utf-16') return this.#keep(TextDocument.update(text, changes, version));
    // Each change counts in the text that the ones before it have made.
    let changed = text;
    for (const change of changes) changed = TextDocument.update(changed, [inUtf16(changed, change)], version);
    return this.#keep(changed);
  }

  /** A text that is not open: it has no version. */
  closed(uri: string, text: string): PromptDocument {
    return new PromptDocument(uri, 0, text, this.encoding);
  }

  close(uri: string): void {
    this.#texts.delete(normalizeUri(uri));
    this.#documents.delete(normalizeUri(uri));
  }

  get(uri: string): PromptDocument | undefined {
    return this.#documents.get(normalizeUri(uri));
  }

  all(): PromptDocument[] {
    return [...this.#documents.values()];
  }

  #keep(text: TextDocument): PromptDocument {
    const document = new PromptDocument(text.uri, text.version, text.getText(), this.encoding);
    const earlier = this.#documents.get(document.key);
    if (earlier) document.follow(earlier);
    this.#texts.set(document.key, text);
    this.#documents.set(document.key, document);
    return document;
  }
}

function inUtf16(text: TextDocument, change: TextDocumentContentChangeEvent): TextDocumentContentChangeEvent {
  if (!('range' in change)) return change;
  const { start, end } = change.range;
  return { text: change.text, range: { start: columnInUtf16(text, start), end: columnInUtf16(text, end) } };
}

function columnInUtf16(text: TextDocument, { line, character }: Position): Position {
  const content = text.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
  return { line, character: utf16Column(content, character) };
}

export function kindOf(uri: string): DocumentKind {
  return isTestsFile(fileNameOf(uri)) ? 'tests' : 'prompt';
}
