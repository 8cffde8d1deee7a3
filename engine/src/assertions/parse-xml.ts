import { AssertionError } from './assertion';
import { TimeLimitError, withinTime } from './time-limit';
import type { XmlElement } from './xml-elements';

/** The parser looks through all open elements for each that begins: tens of thousands in each other take minutes. */
const LIMIT_MS = 1000;

/** `name`, and where the document type itself is kept; what stands in brackets could define entities. */
const DOCTYPE = /^\s+[^\s[\]"'<>]+(?:\s+(?:SYSTEM|PUBLIC\s+(?:"[^"]*"|'[^']*'))\s+(?:"[^"]*"|'[^']*'))?\s*$/;

/** The root of a whole document of XML with namespaces, or why it is none. Rejects with AssertionError when that takes too long. */
export async function parseXml(text: string): Promise<XmlElement | { readonly problem: string }> {
  const { SaxesParser } = await import('saxes');
  const parser = new SaxesParser({ xmlns: true });
  const top: XmlElement = { name: '', children: [] };
  const open = [top];
  parser.on('doctype', (doctype) => {
    if (!DOCTYPE.test(doctype)) parser.fail('a document type with definitions of its own is not read');
  });
  parser.on('opentag', ({ name }) => {
    const element = { name, children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  try {
    withinTime(() => parser.write(text).close(), LIMIT_MS);
  } catch (error) {
    if (error instanceof TimeLimitError)
      throw new AssertionError(`Reading the output as XML took more than ${LIMIT_MS} ms.`);
    return { problem: error instanceof Error ? error.message : String(error) };
  }
  return top.children[0] ?? { problem: 'there is no element' };
}
