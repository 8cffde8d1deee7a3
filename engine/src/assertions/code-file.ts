import type { AssertionTools } from './assertion-tools';
import { AssertionError } from './assertion';
import { quote } from './assertion-value';
import { runInSandbox, SandboxError } from './sandbox';

const CODE = /\.(?:[cm]?js|[cm]?ts)$/i;

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
  readFile: AssertionTools['readFile'],
): Promise<unknown> {
  return runFile(reference.file, { program: callOf(reference), args, readFile });
}

/** The names of the functions that a file exports. Rejects with AssertionError. */
export async function functionsOf(file: string, readFile: AssertionTools['readFile']): Promise<string[]> {
  const program = "return Object.keys(exports ?? {}).filter((name) => typeof exports[name] === 'function');";
  const names = await runFile(file, { program, args: [], readFile });
  return Array.isArray(names) ? names.map(String) : [];
}

interface FileRun {
  /** A function's body that is run with what the file `exports`, and `__args`. */
  readonly program: string;
  readonly args: readonly unknown[];
  readonly readFile: AssertionTools['readFile'];
}

async function runFile(file: string, { program, args, readFile }: FileRun): Promise<unknown> {
  const code = await compiled(file, await readFile(file));
  try {
    return await runInSandbox(MODULE.replace('CODE', () => code) + program, { __args: args });
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    throw new AssertionError(`${file} did not finish. ${error.message}`);
  }
}

const MODULE = `
const module = { exports: {} };
const require = (name) => { throw new Error('it stands alone and cannot import ' + name); };
await (async (module, exports, require) => {
CODE
})(module, module.exports, require);
const { exports } = module;
`;

/** Plain code that puts what it exports into `exports`; TypeScript's types are taken out, and not checked. */
async function compiled(file: string, text: string): Promise<string> {
  const { transform } = await import('sucrase');
  try {
    return transform(text, {
      transforms: /ts$/i.test(file) ? ['typescript', 'imports'] : ['imports'],
      disableESTransforms: true,
      production: true,
    }).code;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new AssertionError(`${file} is no JavaScript that can be read: ${said.slice(0, 200)}`);
  }
}

function callOf({ function: name = 'default' }: FileReference): string {
  const wanted = quote(name);
  const missing = name === 'default' ? 'it exports no function by default' : `it exports no function ${name}`;
  return `
const found = exports?.[${wanted}] ?? exports?.default?.[${wanted}] ?? (${wanted} === 'default' ? exports : undefined);
if (typeof found !== 'function') throw new Error(${quote(missing)});
return found(...__args);`;
}
