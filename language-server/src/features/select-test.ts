import { selectTestParams } from '@prompthub/protocol';
import type { Context } from '../context';

/** `prompthub/selectTest`: from now on the hints show the values of this test. */
export function selectTest(context: Context, raw: unknown): null {
  const { uri, testId } = selectTestParams.parse(raw);
  context.session.select(uri, testId);
  context.client.refreshHints();
  return null;
}
