import {
  analyze,
  LineMap,
  parse,
  parseYaml,
  type Analysis,
  type PromptTree,
  type YamlText,
} from '@prompthub/core';
import { TextDocument, type TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import { fileNameOf, normalizeUri } from './uri';

/** `tests` is a `name.tests.yaml`; everything else that a client sends us is a prompt. */
export type DocumentKind = 'prompt' | 'tests';

/** Above this length (UTF-16 code units) a text is not parsed: a diagnostic says so, and typing stays quick. */
export const MAX_PARSED_LENGTH = 1_000_000;

/** Why a text is not looked at. `offset` is where to point. */
export interface Unreadable {
  readonly code: 'file-too-large' | 'binary-file';
  readonly message: string;
  readonly offset: number;
}

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

  get unreadable(): Unreadable | undefined {
    if (this.text.length > MAX_PARSED_LENGTH) {
      const megabytes = (this.text.length / 1_000_000).toFixed(1);
      return {
        code: 'file-too-large',
        message: `This file has ${megabytes} million characters; PromptHub reads files of up to 1 million. Split it into partials.`,
        offset: 0,
      };
    }
    const nul = this.text.indexOf('\0');
    if (nul < 0) return undefined;
    return {
      code: 'binary-file',
      message:
        'This file holds binary data (a NUL character), so it cannot be a prompt. Save it as UTF-8 text.',
      offset: nul,
    };
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
  return /\.tests\.ya?ml$/i.test(fileNameOf(uri)) ? 'tests' : 'prompt';
}
