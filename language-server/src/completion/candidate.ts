import type { Range } from '@prompthub/core';
import {
  CompletionItemKind,
  InsertTextFormat,
  InsertTextMode,
  MarkupKind,
  type CompletionItem,
} from 'vscode-languageserver';
import type { ClientAbilities } from '../context';
import type { PromptDocument } from '../documents';
import { toLspRange } from '../ranges';
import type { Topic } from './topic';

/** One proposal, in offsets. */
export interface Candidate {
  readonly label: string;
  readonly kind: CompletionItemKind;
  /** What replaces `range`; LSP's snippet syntax when `snippet` is true. Default: the label. */
  readonly insert?: string;
  readonly snippet?: boolean;
  readonly range: Range;
  readonly detail?: string;
  readonly documentation?: string;
  /** What the documentation is made from when the client asks for it; in place of `documentation`. */
  readonly topic?: Topic;
  /** What typing is compared with; default: the label. */
  readonly filter?: string;
  /** 0 comes first; below 100. */
  readonly rank: number;
  /** Characters that take the proposal and are typed behind it. */
  readonly commit?: readonly string[];
}

export { CompletionItemKind };

/** Clients want the edit on one line and around the cursor, and a filter that matches the replaced text. */
export function toItem(
  { lines, uri }: PromptDocument,
  candidate: Candidate,
  { snippets }: ClientAbilities,
): CompletionItem {
  const { label, kind, insert = label, snippet, range, detail, documentation, topic, filter } = candidate;
  const newText = snippet && !snippets ? plainText(insert) : insert;
  return {
    label,
    kind,
    sortText: `${String(candidate.rank).padStart(2, '0')}${label}`,
    ...(filter !== undefined && { filterText: filter }),
    ...(detail && { detail }),
    ...(documentation && { documentation: { kind: MarkupKind.Markdown, value: documentation } }),
    ...(topic && { data: { uri, topic } }),
    ...(snippet && snippets && { insertTextFormat: InsertTextFormat.Snippet }),
    ...(/[\r\n]/.test(newText) && { insertTextMode: InsertTextMode.adjustIndentation }),
    ...(candidate.commit && { commitCharacters: [...candidate.commit] }),
    textEdit: { range: toLspRange(lines, range), newText },
  };
}

/** Text that a snippet shows as it is. */
export function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

/** A place to fill in: one text, or several to choose from. */
export function placeholder(index: number, choices: readonly string[]): string {
  const [only = ''] = choices;
  if (choices.length < 2) return `\${${index}:${escapeSnippet(only)}}`;
  return `\${${index}|${choices.map((choice) => choice.replace(/[\\,|]/g, '\\$&')).join(',')}|}`;
}

/** What a snippet says when every place keeps its first text. */
export function plainText(snippet: string): string {
  return snippet
    .replace(/\$\{\d+\|((?:\\.|[^,|\\])*)(?:\\.|[^|\\])*\|\}/g, '$1')
    .replace(/\$\{\d+:((?:\\.|[^}\\])*)\}/g, '$1')
    .replace(/(?<!\\)\$(?:\d|\{\d+\})/g, '')
    .replace(/\\([\\$},|])/g, '$1');
}
