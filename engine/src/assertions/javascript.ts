import { AssertionError, type Assertion } from './assertion';
import { textValue } from './assertion-value';
import { callFile, fileReference, isCodeFile } from './code-file';
import { codeFinding } from './code-result';
import { runCode } from './run-code';

/**
 * JavaScript decides: an expression, a function's body that returns, or a function in a file (`file://check.ts:polite`). It sees
 * `output` (parsed when the prompt asks for JSON) and `context` with `vars`, `prompt`, `model` and `config`, and gives a
 * boolean, a number (a score; it holds at `threshold`, or above 0) or `{ pass, score, reason }`.
 */
export const javascript: Assertion = {
  type: 'javascript',
  shape: {
    value: 'text',
    mayBeEmpty: true,
    summary:
      'JavaScript decides: an expression, a function’s body that returns, or `file://check.ts:name`, over `output` and `context`.',
  },
  async evaluate(spec, { output, data, vars, prompt, model }, tools) {
    const shown = textValue(spec);
    const seen = data ?? output;
    const context = { vars, prompt, model, config: spec.config };
    const file = fileReference(shown);
    if (file && !isCodeFile(file))
      throw new AssertionError(`${file.file} is no JavaScript: its name must end in .js, .mjs, .cjs or .ts.`);
    const result = file
      ? await callFile(file, [seen, context], tools)
      : await runCode({ who: 'The JavaScript', code: shown, globals: { output: seen, context } }, tools);
    return { ...codeFinding(result, { spec, who: file?.file ?? 'The JavaScript', shown }), actual: output };
  },
};
