import * as vscode from 'vscode';
import { MEASURE_WORDS, whoseCalls, type RateLimit, type RateLimitMeasure } from '@prompthub/protocol';
import { countProblem } from './amounts';
import { askWhoseCalls } from './ask-whose-calls';
import type { SpendingPlace } from './spending-place';

/** Asks for all of a new rate limit; undefined when the person goes away. */
export async function addRateLimit(place: SpendingPlace): Promise<RateLimit | undefined> {
  const scope = await askWhoseCalls(place, 'New rate limit');
  const measure = scope && (await askMeasure());
  if (!scope || !measure) return undefined;
  const limit = await askMost(`${whoseCalls(scope)}: ${MEASURE_WORDS[measure]}`);
  if (limit === undefined) return undefined;
  return place.hub.organization(place.organization).createRateLimit({ for: scope, measure, limit });
}

export async function changeRateLimit(
  { hub, organization }: SpendingPlace,
  { id, for: scope, measure, limit: now }: RateLimit,
): Promise<RateLimit | undefined> {
  const limit = await askMost(`${whoseCalls(scope)}: ${MEASURE_WORDS[measure]}`, now);
  return limit === undefined ? undefined : hub.organization(organization).updateRateLimit(id, { limit });
}

export async function removeRateLimit(
  { hub, organization }: SpendingPlace,
  { id, for: scope, measure, limit }: RateLimit,
): Promise<boolean> {
  const question = `Remove the limit of ${limit} ${MEASURE_WORDS[measure]} of ${whoseCalls(scope)}?`;
  const yes = 'Remove';
  if ((await vscode.window.showWarningMessage(question, { modal: true }, yes)) !== yes) return false;
  await hub.organization(organization).deleteRateLimit(id);
  return true;
}

async function askMeasure(): Promise<RateLimitMeasure | undefined> {
  const items = (Object.keys(MEASURE_WORDS) as RateLimitMeasure[]).map((measure) => ({
    ...{ label: MEASURE_WORDS[measure], measure },
  }));
  const options = { title: 'New rate limit', placeHolder: 'What is counted?' };
  return (await vscode.window.showQuickPick(items, options))?.measure;
}

async function askMost(title: string, now?: number): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title,
    prompt: 'At most so many; 0 lets none through',
    ...(now === undefined ? {} : { value: String(now) }),
    ignoreFocusOut: true,
    validateInput: countProblem,
  });
  return text === undefined ? undefined : Number(text.trim());
}
