import type { XmlElement } from './xml-elements';

/** A comment, character data, or a tag: its slash, its name and the rest. */
const MARKUP =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<(\/?)([\p{L}_:][\p{L}\p{N}_:.-]*)((?:"[^"]*"|'[^']*'|[^<>"'])*)>/gu;

/** The outermost elements in a text that are closed. One reading; attributes and entities are not looked at. */
export function xmlIn(text: string): XmlElement[] {
  const top: XmlElement = { name: '', children: [] };
  const open: XmlElement[] = [];
  const keep = (element: XmlElement): void => void (open.at(-1) ?? top).children.push(element);
  /** What was closed in elements that are not counts by itself. */
  const dropOpen = (): void => {
    for (const { children } of open.splice(0)) top.children.push(...children);
  };
  for (const [, slash, name, rest = ''] of text.matchAll(MARKUP)) {
    if (name === undefined) continue;
    if (slash === '') {
      const element = { name, children: [] };
      if (rest.trimEnd().endsWith('/')) keep(element);
      else open.push(element);
    } else if (open.at(-1)?.name === name) {
      const element = open.pop();
      if (element) keep(element);
    } else dropOpen();
  }
  dropOpen();
  return top.children;
}
