import { MarkupKind, type CompletionItem } from 'vscode-languageserver';
import { z } from 'zod';
import { documentationOf, topic } from '../completion/topic';
import type { Context } from '../context';

const data = z.object({ uri: z.string(), topic });

/** The documentation of one proposal, made when the client shows it. */
export function completionResolve(context: Context, item: CompletionItem): CompletionItem {
  const known = data.safeParse(item.data);
  const value = known.success ? documentationOf(context, known.data.uri, known.data.topic) : undefined;
  return value === undefined ? item : { ...item, documentation: { kind: MarkupKind.Markdown, value } };
}
