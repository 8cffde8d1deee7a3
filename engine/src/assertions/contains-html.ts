import type { Assertion } from './assertion';
import { isHtmlElement } from './html-elements';

const WRAPPERS = ['html', 'head', 'body'];

/** There is HTML in the output: a tag that HTML knows, or one that is closed or has an attribute in quotes. */
export const containsHtml: Assertion = {
  type: 'contains-html',
  shape: { value: 'none', summary: 'There is HTML in the output.' },
  evaluate(_spec, { output }) {
    const holds = hasHtml(output);
    return {
      holds,
      expectation: 'to contain HTML',
      detail: holds ? 'it does' : 'there is no HTML in it',
      actual: output,
    };
  },
};

function hasHtml(text: string): boolean {
  if (/<!doctype\s+html/i.test(text)) return true;
  const closed = new Set([...text.matchAll(/<\/([a-z][\w-]*)\s*>/gi)].map(([, name]) => name));
  return [...text.matchAll(/<([a-z][\w-]*)(\s[^<>]*)?\/?>/gi)].some(([, name = '', attributes = '']) => {
    const tag = name.toLowerCase();
    const isKnown = isHtmlElement(tag) || WRAPPERS.includes(tag);
    return isKnown || closed.has(name) || /\s[\w-]+\s*=\s*["']/.test(attributes);
  });
}
