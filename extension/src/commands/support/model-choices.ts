import type { ModelList } from '@prompthub/protocol';

/** Who is asked: a model (without one the prompt's own) from here, or by the hub with its own keys. */
export interface ModelChoice {
  readonly model?: string;
  readonly hub?: boolean;
}

export interface ModelItem {
  /** Undefined for a heading. */
  readonly choice?: ModelChoice;
  readonly label: string;
  readonly description?: string;
}

export interface ModelFacts extends ModelList {
  readonly recent: readonly string[];
  /** Names of providers that there is a key for. */
  readonly keyed: readonly string[];
  /** What the editor itself brings: `vscode/family`, and what people call it. */
  readonly editor: readonly { readonly model: string; readonly name: string }[];
  /** Where the hub is, for a linked prompt. */
  readonly hub: string | undefined;
  /** What was chosen for this prompt the last time. */
  readonly last: readonly ModelChoice[];
}

/** A row that can be chosen. */
interface ChosenItem extends ModelItem {
  readonly choice: ModelChoice;
}

export const choiceKey = ({ model = '', hub = false }: ModelChoice): string =>
  `${hub ? 'hub' : 'here'} ${model}`;

/** What several models can be chosen from, each once: the prompt's own first, then what was used, then what there are keys for. */
export function modelItems(facts: ModelFacts): ModelItem[] {
  const { own, models, recent, keyed, editor, hub, last } = facts;
  const providerOf = (model: string): string => model.split('/')[0] ?? '';
  const here = [
    ...(own === undefined ? [] : [{ model: own, description: 'the prompt’s own' }]),
    ...last.flatMap(({ model, hub: there }) =>
      model && !there ? [{ model, description: 'last time' }] : [],
    ),
    ...recent.map((model) => ({ model, description: 'recently used' })),
    ...editor.map(({ model, name }) => ({ model, description: `${name}, of the editor` })),
    { model: 'echo/echo', description: 'answers with the rendered prompt; needs no key' },
    ...models
      .filter((model) => keyed.includes(providerOf(model)))
      .map((model) => ({ model, description: 'has a key' })),
  ].map(({ model, description }) => ({ label: model, description, choice: { model } }));
  if (hub === undefined) return unique(here);
  const there = [
    {
      label: '$(cloud) The prompt’s own model',
      description: `on ${hub}, as published`,
      choice: { hub: true },
    },
    ...[...last.filter((choice) => choice.hub), ...recent.map((model) => ({ model }))].flatMap(({ model }) =>
      model === undefined ? [] : [hubItem(hub, model)],
    ),
  ];
  return [...unique(here), { label: 'With the hub’s keys' }, ...unique(there)];
}

/** What can be added for a name that was typed. */
export function typedItems(typed: string, { hub }: Pick<ModelFacts, 'hub'>): ModelItem[] {
  const model = typed.trim();
  if (!/^[^/\s]+\/\S+$/.test(model)) return [];
  const here = { label: model, description: 'as typed', choice: { model } };
  return hub === undefined ? [here] : [here, hubItem(hub, model)];
}

function hubItem(hub: string, model: string): ChosenItem {
  return { label: `$(cloud) ${model}`, description: `on ${hub}, as published`, choice: { model, hub: true } };
}

function unique(items: readonly ChosenItem[]): ModelItem[] {
  const seen = new Map<string, ModelItem>();
  for (const item of items) if (!seen.has(choiceKey(item.choice))) seen.set(choiceKey(item.choice), item);
  return [...seen.values()];
}
