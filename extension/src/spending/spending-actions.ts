import * as vscode from 'vscode';
import type { ProviderKeys } from '../keys/provider-keys';
import { addHubKey, removeHubKey, replaceHubKey } from '../keys/hub-key-dialogs';
import { addBudget, changeBudget, removeBudget } from './budget-dialogs';
import { addRateLimit, changeRateLimit, removeRateLimit } from './limit-dialogs';
import type { SpendingFacts } from './spending-facts';
import type { SpendingPlace } from './spending-place';

export interface SpendingScene {
  readonly place: SpendingPlace;
  /** As the page shows them. */
  readonly facts: SpendingFacts;
  readonly keys: ProviderKeys;
}

interface SpendingAction {
  /** What did not work, when it does not. */
  readonly doing: string;
  /** @param id of the row, as the page has it; what is not there any more is left alone */
  act(scene: SpendingScene, id: string): Promise<unknown>;
}

/** What the buttons of the page do, by name. Dialogs are the editor's own: no secret ever is on the page. */
export const SPENDING_ACTIONS: Readonly<Record<string, SpendingAction>> = {
  newBudget: { doing: 'No budget was made', act: ({ place }) => addBudget(place) },
  changeBudget: {
    doing: 'The budget is as it was',
    act: async ({ place, facts }, id) => {
      const budget = facts.budgets.items.find((one) => one.id === id);
      return budget && changeBudget(place, budget);
    },
  },
  removeBudget: {
    doing: 'The budget was not removed',
    act: async ({ place, facts }, id) => {
      const budget = facts.budgets.items.find((one) => one.id === id);
      return budget && removeBudget(place, budget);
    },
  },
  newRateLimit: { doing: 'No rate limit was made', act: ({ place }) => addRateLimit(place) },
  changeRateLimit: {
    doing: 'The rate limit is as it was',
    act: async ({ place, facts }, id) => {
      const limit = facts.limits.items.find((one) => one.id === id);
      return limit && changeRateLimit(place, limit);
    },
  },
  removeRateLimit: {
    doing: 'The rate limit was not removed',
    act: async ({ place, facts }, id) => {
      const limit = facts.limits.items.find((one) => one.id === id);
      return limit && removeRateLimit(place, limit);
    },
  },
  newHubKey: { doing: 'No key was set', act: ({ place }) => addHubKey(place) },
  replaceHubKey: {
    doing: 'The key is as it was',
    act: async ({ place, facts }, id) => {
      const key = facts.keys.items.find(({ of, provider }) => `${of} ${provider}` === id);
      return key && replaceHubKey(place, key);
    },
  },
  removeHubKey: {
    doing: 'The key was not removed',
    act: async ({ place, facts }, id) => {
      const key = facts.keys.items.find(({ of, provider }) => `${of} ${provider}` === id);
      return key && removeHubKey(place, key);
    },
  },
  newPersonalKey: {
    doing: 'No key was set',
    act: () => Promise.resolve(vscode.commands.executeCommand('prompthub.setProviderKey')),
  },
  removePersonalKey: { doing: 'The key was not removed', act: removePersonalKey },
};

async function removePersonalKey({ facts, keys }: SpendingScene, id: string): Promise<void> {
  const place = facts.personal.find(({ provider, host }) => `${provider} ${host}` === id);
  if (!place) return;
  const yes = 'Remove';
  const question = `Remove your ${place.provider} key for ${place.host} from this editor?`;
  if ((await vscode.window.showWarningMessage(question, { modal: true }, yes)) === yes)
    await keys.remove(place);
}
