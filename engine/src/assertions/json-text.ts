/** The value of a JSON text, wrapped so that `null` can be told from "not JSON". */
export function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

/** At most this many places are tried as the start of a value, so that a hostile text costs little. */
const MAX_STARTS = 500;

/** The JSON objects and arrays in a text, outermost ones, in order. */
export function jsonIn(text: string): unknown[] {
  const found: unknown[] = [];
  let starts = 0;
  for (let at = nextStart(text, 0); at >= 0 && starts < MAX_STARTS; starts++) {
    const end = closingOf(text, at);
    const json = end < 0 ? undefined : parseJson(text.slice(at, end + 1));
    if (json) found.push(json.value);
    at = nextStart(text, json ? end + 1 : at + 1);
  }
  return found;
}

function nextStart(text: string, from: number): number {
  const rest = text.slice(from).search(/[[{]/);
  return rest < 0 ? -1 : from + rest;
}

/** Where the bracket at `start` is closed, strings left aside; -1 when it is not. */
function closingOf(text: string, start: number): number {
  let depth = 0;
  let inString = false;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (inString) {
      if (char === '\\') at++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{' || char === '[') depth++;
    else if ((char === '}' || char === ']') && --depth === 0) return at;
  }
  return -1;
}
