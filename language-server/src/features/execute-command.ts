import {
  ErrorCodes,
  ResponseError,
  type CancellationToken,
  type ExecuteCommandParams,
} from 'vscode-languageserver';
import { z } from 'zod';
import type { Context } from '../context';
import { preview } from './preview';
import { run } from './run';
import { test } from './test';

const uriFirst = z.tuple([z.string()]).rest(z.unknown());
const testArguments = z.tuple([z.string(), z.array(z.string()).optional()]).rest(z.unknown());

/**
 * `workspace/executeCommand`: for clients without a programme of ours, so that the lenses work there too. What came
 * out is the answer, and a message to the person.
 */
export async function executeCommand(
  context: Context,
  { command, arguments: args = [] }: ExecuteCommandParams,
  token: CancellationToken,
): Promise<unknown> {
  const runId = `command-${++count}`;
  switch (command) {
    case 'prompthub.run': {
      const [uri] = uriFirst.parse(args);
      const result = await run(context, { uri, runId }, token);
      if (result.error) context.client.showMessage('error', result.error.message);
      else context.client.showMessage('info', result.text);
      return result;
    }
    case 'prompthub.test': {
      const [uri, ids] = testArguments.parse(args);
      const result = await test(context, { uri, runId, ids }, token);
      const bad = result.failed + result.errored;
      context.client.showMessage(
        bad > 0 ? 'error' : 'info',
        `${result.passed} passed, ${bad} failed, ${result.skipped} skipped`,
      );
      return result;
    }
    case 'prompthub.preview': {
      const [uri] = uriFirst.parse(args);
      const result = await preview(context, { uri });
      const text = result.messages.map(
        ({ role, parts }) =>
          `${role}: ${parts.map((part) => (part.type === 'media' ? part.url : part.text)).join('')}`,
      );
      context.client.showMessage(result.error ? 'error' : 'info', result.error?.message ?? text.join('\n\n'));
      return result;
    }
    default:
      throw new ResponseError(ErrorCodes.InvalidParams, `There is no command ${command}.`);
  }
}

let count = 0;
