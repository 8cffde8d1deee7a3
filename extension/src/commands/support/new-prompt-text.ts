/** The text of a new prompt: shows settings, inputs, roles and a test, and runs without any key. */
export const NEW_PROMPT = `---
model: echo/echo
input:
  schema:
    name: string, who is greeted
prompthub.tests:
  - description: greets by name
    mode: render
    vars: { name: Ada }
    assert:
      - { type: contains, value: Ada }
---
{{role "system"}}
You greet people in one friendly sentence.

{{role "user"}}
Greet {{name}}.
`;
