import { parseDocument, type Document } from 'yaml';
import { LineMap } from './positions';
import type { FrontmatterEntry, SyntaxProblem } from './tree';
import { duplicateKeyProblems, yamlErrorProblems } from './yaml-problems';
import { aliasProblem, entryAt, tooDeep } from './yaml-nodes';

/** A YAML text with the places of everything in it. All ranges are offsets into the text that surrounds it. */
export interface YamlText {
  readonly document: Document.Parsed;
  /** The plain value; `undefined` when there is none that could be trusted (broken, circular or exploding YAML). */
  readonly value: unknown;
  /** Where the key and the value at a path stand. List items and the root have no key range. */
  entry(path: readonly (string | number)[]): FrontmatterEntry | undefined;
  readonly problems: readonly SyntaxProblem[];
}

/** Longer YAML (in UTF-16 units) is refused: reading it takes seconds, and nobody writes that by hand. */
export const MAX_YAML_LENGTH = 1 << 20;

const MAX_DEPTH = 100;
const MAX_ALIASES = 100;
const MAX_PROBLEMS = 20;

/**
 * Reads one YAML 1.2 document. Never throws: what is wrong comes as problems (`yaml-syntax`, `duplicate-key`) with
 * exact ranges, and as much of the value as can be had. `offset` is where `text` begins in its surroundings.
 */
export function parseYaml(text: string, offset = 0): YamlText {
  if (text.length > MAX_YAML_LENGTH) {
    const megabytes = (text.length / (1 << 20)).toFixed(1);
    return refused(offset, `This YAML is ${megabytes} MB long; PromptHub reads at most 1 MB of it.`);
  }
  // Our own duplicate check: the library's is quadratic.
  const document = parseDocument(text, { uniqueKeys: false, prettyErrors: false, logLevel: 'error' });
  if (document.errors.some(({ code }) => code === 'RESOURCE_EXHAUSTION') || tooDeep(document, MAX_DEPTH)) {
    return refused(offset, `This YAML is nested more than ${MAX_DEPTH} levels deep.`);
  }
  const problems = [
    ...yamlErrorProblems(text, document.errors, offset),
    ...duplicateKeyProblems(text, document, offset),
  ];
  const { value, problem } = plainValue(document, offset);
  if (problem) problems.push(problem);
  problems.sort((a, b) => a.range.start - b.range.start);
  return {
    document,
    value,
    entry: (path) => entryAt(document, path, offset),
    problems: withoutRepetition(problems, text, offset).slice(0, MAX_PROBLEMS),
  };
}

function refused(offset: number, message: string): YamlText {
  const document = parseDocument('');
  const range = { start: offset, end: offset + 1 };
  return {
    document,
    value: undefined,
    entry: () => undefined,
    problems: [{ code: 'yaml-syntax', message, range }],
  };
}

function plainValue(document: Document.Parsed, offset: number): { value: unknown; problem?: SyntaxProblem } {
  const alias = aliasProblem(document);
  if (alias) {
    const range = { start: offset + alias.range.start, end: offset + alias.range.end };
    return { value: undefined, problem: { code: 'yaml-syntax', message: alias.message, range } };
  }
  try {
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    return { value };
  } catch {
    const message = `The aliases of this YAML multiply to more than ${MAX_ALIASES} copies.`;
    const range = { start: offset, end: offset + 1 };
    return { value: undefined, problem: { code: 'yaml-syntax', message, range } };
  }
}

/** One slip makes the parser stumble again and again: only the first problem of a line, and of such a fall, helps. */
function withoutRepetition(
  problems: readonly SyntaxProblem[],
  text: string,
  offset: number,
): SyntaxProblem[] {
  const lines = new LineMap(text);
  let line = -1;
  return problems.filter(({ code, message, range }, index) => {
    if (code !== 'yaml-syntax') return true;
    const at = lines.positionAt(range.start - offset).line;
    const repeats = at === line || (index > 0 && message.includes('in YAML stream'));
    line = at;
    return !repeats;
  });
}
