import type { AssertionSpec } from '../../runner/test-case';
import { AssertionError, type Observation } from '../assertion';
import type { AssertionTools } from '../assertion-tools';
import { transformOutput, type TransformSetting } from '../transform-output';

/** What was asked: the variable `query`, or the whole prompt. */
export function queryOf({ vars, prompt }: Observation): string {
  const { query } = vars;
  return typeof query === 'string' && query !== '' ? query : prompt;
}

/** What was retrieved: by `contextTransform` from the output, or the variable `context`; pieces, at least one. Throws AssertionError. */
export async function contextOf(
  { type, contextTransform }: AssertionSpec,
  { output, data, vars }: Observation,
  { workplace }: Pick<AssertionTools, 'workplace'>,
): Promise<readonly string[]> {
  const found =
    contextTransform === undefined
      ? vars['context']
      : await contextFrom(contextTransform, { output, data }, { vars, workplace });
  const pieces = (Array.isArray(found) ? found : [found]).flatMap((piece: unknown) => {
    if (piece === undefined || piece === null) return [];
    const text = typeof piece === 'string' ? piece : JSON.stringify(piece);
    return text.trim() === '' ? [] : [text];
  });
  if (pieces.length > 0) return pieces;
  throw new AssertionError(
    contextTransform === undefined
      ? `"${type}" needs the variable \`context\`, a text or a list of texts, or a \`contextTransform\`.`
      : `The \`contextTransform\` of "${type}" gave no text; it must return a text or a list of texts.`,
  );
}

async function contextFrom(
  code: string,
  seen: Pick<Observation, 'output' | 'data'>,
  setting: TransformSetting,
): Promise<unknown> {
  const { output, data } = await transformOutput(code, seen, setting);
  return data ?? output;
}
