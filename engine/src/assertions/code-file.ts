import type { AssertionTools } from './assertion-tools';
import { quote } from './assertion-value';
import { runCode } from './run-code';

const CODE = /\.(?:[cm]?js|[cm]?ts)$/i;

/** What running a file takes. */
export type CodeTools = Pick<AssertionTools, 'readFile' | 'workplace'>;

/** A value that names a file, `file://check.ts:polite`: its name, and that of a function in it. */
export interface FileReference {
  readonly file: string;
  readonly function?: string;
}

/** Undefined for a value that is no text or names no file. */
export function fileReference(value: unknown): FileReference | undefined {
  if (typeof value !== 'string' || !value.startsWith('file://')) return undefined;
  const [, file = '', name] = /^file:\/\/(.*?)(?::([A-Za-z_$][\w$]*))?$/s.exec(value) ?? [];
  return { file, ...(name !== undefined && { function: name }) };
}

export function isCodeFile({ file }: FileReference): boolean {
  return CODE.test(file);
}

/**
 * Calls a function of a file of JavaScript or TypeScript in the sandbox: the one that is named, or its default export, or what
 * `module.exports` is. The file stands alone: it imports nothing. Rejects with AssertionError.
 */
export async function callFile(
  reference: FileReference,
  args: readonly unknown[],
  tools: CodeTools,
): Promise<unknown> {
  const { file: who } = reference;
  const file = await tools.readFile(who);
  return runCode({ who, code: callOf(reference), globals: { __args: args }, file }, tools);
}

/** The names of the functions that a file exports. Rejects with AssertionError. */
export async function functionsOf(who: string, tools: CodeTools): Promise<string[]> {
  const code = "return Object.keys(exports ?? {}).filter((name) => typeof exports[name] === 'function');";
  const names = await runCode({ who, code, globals: {}, file: await tools.readFile(who) }, tools);
  return Array.isArray(names) ? names.map(String) : [];
}

function callOf({ function: name = 'default' }: FileReference): string {
  const wanted = quote(name);
  const missing = name === 'default' ? 'it exports no function by default' : `it exports no function ${name}`;
  return `
const found = exports?.[${wanted}] ?? exports?.default?.[${wanted}] ?? (${wanted} === 'default' ? exports : undefined);
if (typeof found !== 'function') throw new Error(${quote(missing)});
return found(...__args);`;
}
