import type { XmlElement } from './xml-elements';

/** `name`, and where the document type itself is kept; what stands in brackets could define entities. */
const DOCTYPE = /^\s+[^\s[\]"'<>]+(?:\s+(?:SYSTEM|PUBLIC\s+(?:"[^"]*"|'[^']*'))\s+(?:"[^"]*"|'[^']*'))?\s*$/;

/** The root of a whole document of XML with namespaces, or why it is none. */
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
    parser.write(text).close();
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
  return top.children[0] ?? { problem: 'there is no element' };
}
