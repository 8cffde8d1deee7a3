import type { Range } from '@prompthub/core';
import { CompletionItemKind, InsertTextFormat, MarkupKind, type CompletionItem } from 'vscode-languageserver';
import type { PromptDocument } from '../documents';
import { toLspRange } from '../ranges';

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
  /** What typing is compared with; default: the label. */
  readonly filter?: string;
  /** 0 comes first. */
  readonly rank: number;
}

export { CompletionItemKind };

/** Clients want the edit on one line and around the cursor, and a filter that matches the replaced text. */
export function toItem({ lines }: PromptDocument, candidate: Candidate): CompletionItem {
  const { label, kind, insert, snippet, range, detail, documentation, filter, rank } = candidate;
  return {
    label,
    kind,
    sortText: `${rank}${label}`,
    ...(filter !== undefined && { filterText: filter }),
    ...(detail && { detail }),
    ...(documentation && { documentation: { kind: MarkupKind.Markdown, value: documentation } }),
    ...(snippet && { insertTextFormat: InsertTextFormat.Snippet }),
    textEdit: { range: toLspRange(lines, range), newText: insert ?? label },
  };
}

/** Text that a snippet shows as it is. */
export function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}
