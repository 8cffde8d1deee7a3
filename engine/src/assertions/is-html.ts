import type { DefaultTreeAdapterTypes } from 'parse5';
import type { Assertion } from './assertion';
import { isHtmlElement } from './html-elements';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

/** The parser adds them where they are left out. */
const WRAPPERS = new Set(['html', 'head', 'body']);

/** The output is HTML and nothing else: it has elements that HTML knows, and no text outside of them. */
export const isHtml: Assertion = {
  type: 'is-html',
  shape: { value: 'none', summary: 'The whole output is HTML: known elements, and no text outside of them.' },
  async evaluate(_spec, { output }) {
    const problem = await problemOf(output.trim());
    return {
      holds: problem === undefined,
      expectation: 'to be HTML',
      detail: problem ?? 'it is',
      actual: output,
    };
  },
};

async function problemOf(text: string): Promise<string | undefined> {
  if (text === '') return 'it is empty';
  if (/^<\?xml/i.test(text)) return 'it is XML';
  const { parse } = await import('parse5');
  const elements = elementsIn(parse(text, { sourceCodeLocationInfo: true }));
  const body = elements.find(({ tagName }) => tagName === 'body');
  const hasBareText = body?.childNodes.some((node) => 'value' in node && node.value.trim() !== '');
  if (body && !isWritten(body) && hasBareText) return 'there is text outside of its elements';
  const isKnown = (element: Element): boolean =>
    WRAPPERS.has(element.tagName) ? isWritten(element) : isHtmlElement(element.tagName);
  return elements.some(isKnown) ? undefined : 'it has no element that HTML knows';
}

/** What the parser adds has no place in the text. */
function isWritten({ sourceCodeLocation }: Element): boolean {
  return Boolean(sourceCodeLocation);
}

/** In the document's order; without recursion, since nesting has no end. */
function elementsIn(document: Node): Element[] {
  const found: Element[] = [];
  const waiting: Node[] = [document];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if ('tagName' in node) found.push(node);
    if ('childNodes' in node) waiting.push(...node.childNodes.toReversed());
  }
  return found;
}
