/** The value of a JSON text; undefined when it is not one. For files whose loss is harmless. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
