import { cursor } from '../testing/cursor';
import { yamlContext } from './yaml-context';

function at(marked: string): string {
  const { text, offset } = cursor(marked);
  const { kind, path, word, hasColon } = yamlContext(text, { start: 0, end: text.length }, offset);
  return `${kind} ${path.join('/')} "${word}"${hasColon ? ' colon' : ''}`;
}

test.each([
  ['mo█', 'key  "mo"'],
  ['mo█:', 'key  "mo" colon'],
  ['model: █', 'value model ""'],
  ['model: openai/gp█', 'value model "openai/gp"'],
  ['input:\n  █', 'key input ""'],
  ['input:\n  sch█', 'key input "sch"'],
  ['input:\n  schema:\n    name: str█', 'value input/schema/name "str"'],
  ['input:\n  schema:\n    name: string\n█', 'key  ""'],
  ['input:\n  schema:\n    name: string\n  de█', 'key input "de"'],
  ['output: { format: js█', 'value output/format "js"'],
  ['output: { fo█', 'key output "fo"'],
  ['output: { format: json, █ }', 'key output ""'],
  ['output: { format: json }\nmo█', 'key  "mo"'],
  ['tests:\n  - █', 'key tests/0 ""'],
  ['tests:\n  - description: a\n    mo█', 'key tests/0 "mo"'],
  ['tests:\n  - description: a\n  - mode: r█', 'value tests/1/mode "r"'],
  ['tests:\n- description: a\n- mode: r█', 'value tests/1/mode "r"'],
  ['tests:\n- description: a\n  assert:\n  - { type: is█', 'value tests/0/assert/0/type "is"'],
  ['tests:\n- assert: [ { type: is-json }, { ty█', 'key tests/0/assert/1 "ty"'],
  ['tests:\n- assert: [\n    { type: is-json },\n    { type: eq█', 'value tests/0/assert/1/type "eq"'],
  ['tests:\n- description: a\nmodel: █', 'value model ""'],
  ['# comment: x\nmodel: █', 'value model ""'],
  ['"model": █', 'value model ""'],
  ['a:\r\n  b:\r\n    c█', 'key a/b "c"'],
  ['schema:\n  kind(enum, the kind): [a]\n  ot█', 'key schema "ot"'],
  ['- description: a\n  vars: { x█', 'key 0/vars "x"'],
])('%j is %s', (marked, expected) => {
  expect(at(marked)).toBe(expected);
});
