import type { Range, Refactoring } from '@prompthub/core';
import { CodeActionTriggerKind, type CodeAction, type CodeActionParams } from 'vscode-languageserver';
import { z } from 'zod';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { refusal } from '../navigation/edits';
import { toRange } from '../ranges';
import { addTestOffer, allOfAKindOffer, notationOffer } from '../refactoring/frontmatter';
import type { Offer, OfferSource } from '../refactoring/offer';
import { extractOffer, inlineOffer } from '../refactoring/partials';
import { editOf } from './workspace-edit-of';

const SOURCES: readonly OfferSource[] = [
  extractOffer,
  inlineOffer,
  notationOffer,
  allOfAKindOffer,
  addTestOffer,
];

/** Of longer texts the edits are made when one of the actions is chosen, where the client can ask for them then. */
const MOST_AT_ONCE = 20_000;

const dataSchema = z.object({
  uri: z.string(),
  version: z.number(),
  id: z.string(),
  start: z.number(),
  end: z.number(),
});

/** Changes that leave what is rendered as it is. What cannot be done says why, to those who ask for refactorings. */
export async function refactorings(
  context: Context,
  document: PromptDocument,
  { params, wanted }: { params: CodeActionParams; wanted: (kind: string) => boolean },
): Promise<CodeAction[]> {
  if (!isOurs(document)) return [];
  const range = toRange(document.lines, params.range);
  const isAsked =
    params.context.triggerKind !== CodeActionTriggerKind.Automatic && params.context.only !== undefined;
  const isLater = context.abilities.codeActionResolve && document.text.length > MOST_AT_ONCE;
  const actions: CodeAction[] = [];
  for (const offer of await offersFor(context, document, range)) {
    const { id, title, kind } = offer;
    if (!wanted(kind)) continue;
    const { uri, version } = document;
    const data: z.infer<typeof dataSchema> = { uri, version, id, ...range };
    if (isLater) actions.push({ title, kind, data });
    else {
      const made = await offer.make();
      if (!('refusal' in made)) actions.push({ title, kind, edit: editFor(context, document, made) });
      else if (isAsked && context.abilities.disabledActions)
        actions.push({ title, kind, disabled: { reason: made.refusal } });
    }
  }
  return actions;
}

/** The edits of an action that came without them. Throws a refusal where they cannot be made. */
export async function resolveCodeAction(context: Context, action: CodeAction): Promise<CodeAction> {
  const parsed = dataSchema.safeParse(action.data);
  if (!parsed.success || action.edit) return action;
  const { uri, version, id, start, end } = parsed.data;
  const document = context.documents.get(uri);
  if (!document || document.version !== version)
    throw refusal('The text has changed meanwhile. Please try again.');
  const offers = await offersFor(context, document, { start, end });
  const made = await offers.find((offer) => offer.id === id)?.make();
  if (!made) throw refusal('This is not possible here any more.');
  if ('refusal' in made) throw refusal(made.refusal);
  return { ...action, edit: editFor(context, document, made) };
}

async function offersFor(context: Context, document: PromptDocument, range: Range): Promise<Offer[]> {
  await context.workspace.ready;
  const offers: Offer[] = [];
  for (const source of SOURCES) offers.push(...(await source(context, document, range)));
  return offers;
}

function editFor(
  context: Context,
  document: PromptDocument,
  made: Exclude<Refactoring, { refusal: string }>,
) {
  const { edits, partial } = made;
  const createFile = partial && { path: `_${partial.name}.prompt`, content: partial.source };
  return editOf(context, document, { edits, createFile });
}

function isOurs({ kind, unreadable, tree }: PromptDocument): boolean {
  return kind === 'prompt' && !unreadable && tree.dialect === 'dotprompt';
}
