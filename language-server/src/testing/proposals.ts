import type { CompletionItem } from 'vscode-languageserver';
import { plainText } from '../completion/candidate';
import { completion } from '../features/completion';
import { open, type Opened, type OpenOptions } from './context';

/** What is proposed at the cursor of an open document. */
export function proposalsIn({ context, textDocument, position }: Opened): Promise<CompletionItem[]> {
  return completion(context, { textDocument, position });
}

/** What is proposed at the cursor `█`. */
export async function proposals(marked: string, options?: OpenOptions): Promise<CompletionItem[]> {
  return proposalsIn(await open(marked, options));
}

export async function labels(marked: string, options?: OpenOptions): Promise<string[]> {
  return (await proposals(marked, options)).map(({ label }) => label);
}

/**
 * The text after a proposal was taken, as an editor does it: each place to fill in keeps its first text, and further
 * lines get the blanks that the line of the cursor begins with.
 */
export async function accept(marked: string, label: string, options?: OpenOptions): Promise<string> {
  const opened = await open(marked, options);
  const item = (await proposalsIn(opened)).find((each) => each.label === label);
  if (!item?.textEdit || !('range' in item.textEdit)) throw new Error(`no proposal ${label}`);
  const { range, newText } = item.textEdit;
  const { lines, text } = opened.document;
  const [start, end] = [lines.offsetAt(range.start), lines.offsetAt(range.end)];
  const blanks = /^ */.exec(text.slice(lines.offsetAt({ ...range.start, character: 0 })))?.[0] ?? '';
  return text.slice(0, start) + plainText(newText).replaceAll('\n', `\n${blanks}`) + text.slice(end);
}
