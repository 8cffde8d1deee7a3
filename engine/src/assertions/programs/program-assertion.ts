import type { AssertionSpec } from '../../runner/test-case';
import { AssertionError, type Assertion } from '../assertion';
import { textValue } from '../assertion-value';
import { fileReference } from '../code-file';
import { codeFinding } from '../code-result';
import { parseJson } from '../json-text';

interface Language {
  readonly type: string;
  /** For people: `Python`. */
  readonly name: string;
  readonly commands: readonly string[];
  readonly extension: string;
  /** The interpreter's arguments that run `driver`. */
  readonly args: readonly string[];
  /** A function `main(output, context)` of code in place: an expression, or a body. */
  readonly inPlace: (code: string) => string;
}

/**
 * Another language decides: an expression, a function's body that returns, or `file://check.py:name` (`get_assert` without a name),
 * called with `output` and `context`, as promptfoo calls it. It goes to the program as JSON and comes back as JSON: a boolean, a number, or
 * `pass`, `score` and `reason`.
 */
export function programAssertion(language: Language): Assertion {
  const { type, name, commands, args } = language;
  return {
    type,
    shape: {
      value: 'text',
      summary: `${name} decides: an expression, a function’s body that returns, or \`file://check${language.extension}:name\`; only where ${name} is installed.`,
    },
    async evaluate(spec, { output, data, vars, prompt, model }, { readFile, runProgram }) {
      if (!runProgram)
        throw new AssertionError(
          `"${type}" runs a program of this machine, which is not done here. Run the tests with the prompthub command.`,
        );
      const shown = textValue(spec);
      const script = await scriptOf(spec, language, readFile);
      const context = { vars, prompt, model, config: spec.config };
      const input = JSON.stringify({ ...script, args: [data ?? output, context] });
      const who = script.file ?? `The ${name}`;
      const said = await runProgram({ commands, args, input }).catch((error: unknown) => {
        if (!(error instanceof AssertionError)) throw error;
        const missing = /^There is no /.test(error.message);
        throw new AssertionError(
          missing
            ? `${name} is not installed here, and "${type}" needs it.`
            : `${who} did not finish. ${error.message}`,
        );
      });
      const result = parseJson(said.trimEnd().split('\n').at(-1) ?? '');
      if (!result) throw new AssertionError(`${who} gave something that is not JSON.`);
      return { ...codeFinding(plain(result.value), { spec, who, shown }), actual: output };
    },
  };
}

interface Script {
  readonly code: string;
  readonly function: string;
  readonly file?: string;
}

async function scriptOf(
  spec: AssertionSpec,
  { inPlace, extension, name }: Language,
  readFile: (name: string) => Promise<string>,
): Promise<Script> {
  const value = textValue(spec);
  const reference = fileReference(value);
  if (!reference) return { code: inPlace(value), function: 'main' };
  const { file } = reference;
  if (!file.endsWith(extension))
    throw new AssertionError(`${file} is no ${name}: its name must end in ${extension}.`);
  return { code: await readFile(file), function: reference.function ?? 'get_assert', file };
}

/** As promptfoo reads it: texts of booleans, numbers and JSON count as what they say, and `pass_` is `pass`. */
function plain(result: unknown): unknown {
  if (typeof result === 'string') {
    const inside = parseJson(/^(?:true|false)$/i.test(result) ? result.toLowerCase() : result)?.value;
    return typeof inside === 'string' || inside === undefined ? result : plain(inside);
  }
  if (typeof result !== 'object' || result === null || !('pass_' in result) || 'pass' in result)
    return result;
  return { ...result, pass: result.pass_ };
}

/** Code of several lines is a body, one line an expression. */
export function indented(code: string, indent: string): string {
  if (!code.trimEnd().includes('\n')) return `${indent}return ${code.trim()}`;
  const lines = code.trimEnd().split('\n');
  return lines.map((line) => (line.trim() === '' ? '' : indent + line)).join('\n');
}
