import { AssertionError } from './assertion';
import type { AssertionTools } from './assertion-tools';
import { runInSandbox, SandboxError } from './sandbox';

/** Code of a test's author, and what it sees. */
export interface CodeRun {
  /** Begins what is said when it fails: `The transform`; of a file its name. */
  readonly who: string;
  /** An expression, or the body of a function that returns. */
  readonly code: string;
  readonly globals: Readonly<Record<string, unknown>>;
  /** The text of a file of JavaScript or TypeScript, which imports nothing; `code` sees what it `exports`. */
  readonly file?: string;
}

/** Runs code in the sandbox, where foreign code is run. Rejects with AssertionError. */
export function runCode(run: CodeRun, { workplace }: Pick<AssertionTools, 'workplace'>): Promise<unknown> {
  return workplace ? workplace.runCode(run) : runCodeHere(run);
}

/** As `runCode`, in this process. */
export async function runCodeHere({ who, code, globals, file }: CodeRun): Promise<unknown> {
  const compiled = file === undefined ? undefined : await compile(who, file);
  try {
    return await runInSandbox(
      compiled === undefined ? code : MODULE.replace('CODE', () => compiled) + code,
      globals,
    );
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    throw new AssertionError(`${who} did not finish. ${error.message}`);
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
async function compile(name: string, text: string): Promise<string> {
  const { transform } = await import('sucrase');
  try {
    return transform(text, {
      transforms: /ts$/i.test(name) ? ['typescript', 'imports'] : ['imports'],
      disableESTransforms: true,
      production: true,
    }).code;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new AssertionError(`${name} is no JavaScript that can be read: ${said.slice(0, 200)}`);
  }
}
