import {
  analyze,
  isTestsFile,
  LineMap,
  parse,
  parseYaml,
  unreadable,
  type Analysis,
  type PromptTree,
  type Unreadable,
  type YamlText,
} from '@prompthub/core';
import { TextDocument, type TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
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
  #lines: LineMap | undefined;
  #tree: PromptTree | undefined;
  #yaml: YamlText | undefined;
  #analysis: Analysis | undefined;
  #unreadable: { readonly reason: Unreadable | undefined } | undefined;

  constructor(uri: string, version: number, text: string) {
    this.uri = uri;
    this.key = normalizeUri(uri);
    this.version = version;
    this.text = text;
    this.kind = kindOf(uri);
  }

  get lines(): LineMap {
    this.#lines ??= new LineMap(this.text);
    return this.#lines;
  }

  /** The tree of the prompt; of an empty text when this one is unreadable or no prompt. */
  get tree(): PromptTree {
    this.#tree ??= parse(this.kind === 'prompt' && !this.unreadable ? this.text : '');
    return this.#tree;
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

  /** Why the text is not looked at; undefined when it is. */
  get unreadable(): Unreadable | undefined {
    return (this.#unreadable ??= { reason: unreadable(this.text) }).reason;
  }
}

/** The texts that are open in the editor: kept in step by increments, parsed at most once for each version. */
export class Documents {
  readonly #texts = new Map<string, TextDocument>();
  readonly #documents = new Map<string, PromptDocument>();

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
    return text && this.#keep(TextDocument.update(text, changes, version));
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
    const document = new PromptDocument(text.uri, text.version, text.getText());
    this.#texts.set(document.key, text);
    this.#documents.set(document.key, document);
    return document;
  }
}

export function kindOf(uri: string): DocumentKind {
  return isTestsFile(fileNameOf(uri)) ? 'tests' : 'prompt';
}
