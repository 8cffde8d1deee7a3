/** A plain scalar that needs no quotes: no indicator in front, no `: ` or ` #` inside, not read as another type. */
const PLAIN = /^(?![-?:,[\]{}#&*!|>'"%@`\s])(?!.*(?::\s|:$|\s#))[^\r\n\t]*\S$/;
const OTHER_TYPE = /^(?:true|false|null|~|[-+]?[\d.].*|\.(?:inf|nan))$/i;

/** `text` as a YAML scalar that reads back as this very string: plain where that is safe, else in quotes. */
export function yamlString(text: string): string {
  return PLAIN.test(text) && !OTHER_TYPE.test(text) ? text : quoteYaml(text);
}

/** `text` in double quotes. JSON's escapes are YAML's. */
export function quoteYaml(text: string): string {
  return JSON.stringify(text);
}
