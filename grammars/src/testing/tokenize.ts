import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadWASM, OnigScanner, OnigString } from 'vscode-oniguruma';
import { INITIAL, parseRawGrammar, Registry } from 'vscode-textmate';

export interface ScopedToken {
  readonly text: string;
  /** Without the scopes that every token of the file has. */
  readonly scopes: string;
}

export interface ScopedLine {
  readonly line: string;
  readonly tokens: readonly ScopedToken[];
}

/** A stand-in for the editor's own YAML grammar: comments, keys, quoted strings. */
const YAML = {
  scopeName: 'source.yaml',
  patterns: [
    { match: '#.*$', name: 'comment.line.number-sign.yaml' },
    { match: '"[^"]*"|\'[^\']*\'', name: 'string.quoted.yaml' },
    { match: '([\\w.?()*-]+)(:)(?=\\s|$)', captures: { 1: { name: 'entity.name.tag.yaml' } } },
  ],
};

let loaded: Promise<(text: string) => ScopedLine[]> | undefined;

/** The grammar as VS Code runs it: vscode-textmate on Oniguruma. */
export function loadGrammar(): Promise<(text: string) => ScopedLine[]> {
  loaded ??= load();
  return loaded;
}

export async function tokenize(text: string): Promise<ScopedLine[]> {
  return (await loadGrammar())(text);
}

/** The scopes of the first token of a line with this text; undefined when there is none. */
export function scopesOf(line: ScopedLine | undefined, text: string): string | undefined {
  return line?.tokens.find((token) => token.text === text)?.scopes;
}

async function load(): Promise<(text: string) => ScopedLine[]> {
  const wasm = readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm'));
  await loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const file = join(__dirname, '../../dotprompt.tmLanguage.json');
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new OnigScanner(patterns),
      createOnigString: (text) => new OnigString(text),
    }),
    loadGrammar: (scope) =>
      Promise.resolve(
        parseRawGrammar(
          scope === 'source.yaml' ? JSON.stringify(YAML) : readFileSync(file, 'utf8'),
          `${scope}.json`,
        ),
      ),
  });
  const grammar = await registry.loadGrammar('text.dotprompt');
  if (!grammar) throw new Error('The grammar could not be loaded.');
  return (text) => {
    let state = INITIAL;
    return text.split('\n').map((line) => {
      const result = grammar.tokenizeLine(line, state);
      state = result.ruleStack;
      const tokens = result.tokens.map(({ startIndex, endIndex, scopes }) => ({
        text: line.slice(startIndex, endIndex),
        scopes: scopes.filter((scope) => scope !== 'text.dotprompt').join(' '),
      }));
      return { line, tokens: tokens.filter((token) => token.text !== '') };
    });
  };
}
