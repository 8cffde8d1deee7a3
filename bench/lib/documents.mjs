/** Texts to edit, of a wanted size in bytes (all ASCII), with an offset in the middle of a word where a letter fits. */

const HEAD = `---
model: openai/gpt-5-mini
config: { temperature: 0.2, maxOutputTokens: 800 }
input:
  schema:
    customer(object, who writes): { name: string, plan: string, since?: string }
    orders(array, the latest first): { number: string, state: string, total: number }
    tone?(enum, how to speak): [formal, friendly]
  default: { tone: friendly }
output:
  format: json
  schema: { category(enum): [billing, delivery, other], reply: string }
prompthub.tests:
  - description: a late order
    vars: { customer: { name: Ada, plan: pro }, orders: [ { number: A-1, state: late, total: 12 } ] }
    assert: [ { type: is-json } ]
---
{{role "system"}}
You answer customers of a shop. Be {{tone}}.
{{role "user"}}
`;

const LOOP = `{{#each orders as |order|}}
{{#if order.state}}- {{order.number}} is {{order.state}}, {{order.total}} EUR{{else}}- no state{{/if}}
{{/each}}
{{#ifEquals tone "formal"}}Dear {{customer.name}}{{else}}Hi {{customer.name}}{{/ifEquals}}, your plan is {{customer.plan}}.
`;

const EXAMPLE = `${LOOP}
The customer wrote that the parcel had been promised for Monday, that nobody had called, and that the neighbours
had not seen it either. Look the order up first. When it is on its way, say where it was last seen and when it
will arrive; when it is lost, say so plainly, offer to send it again or to pay it back, and let them choose. Do
not blame the carrier, do not promise a day that nobody can keep, and never ask for the number of a card.
{{role "model"}}
I am sorry, {{customer.name}}: your parcel was last seen in our depot this morning. It will be with you tomorrow.
{{role "user"}}
`;

/** A support prompt, dense with tags: frontmatter with a schema and tests, roles, loops, conditions. */
export function promptOfSize(size) {
  return filled(HEAD, LOOP, size);
}

/** The same with text around the tags, one in 50 characters: as many as a prompt of a megabyte may have. */
export function longPromptOfSize(size) {
  return filled(HEAD, EXAMPLE, size);
}

function filled(head, part, size) {
  let text = head;
  while (text.length + part.length <= size) text += part;
  text += `${'x'.repeat(Math.max(0, size - text.length - 1))}\n`;
  return { text, at: text.lastIndexOf('customer.plan') + 'customer.plan'.length };
}

/** A list of services, as in a deployment. */
export function yamlOfSize(size) {
  let text = 'version: 1\nservices:\n';
  for (let i = 0; text.length < size - 140; i++)
    text += `  service-${i}:\n    image: registry/app-${i}:1.${i}\n    ports: [ "${8000 + i}:80" ]\n    environment:\n      MODE: production\n      LEVEL: ${i}\n`;
  text += `${'#'.repeat(Math.max(0, size - text.length - 1))}\n`;
  return { text, at: text.lastIndexOf('production') + 'production'.length };
}

/** Line and character of an offset. */
export function positionAt(text, offset) {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: before.at(-1).length };
}
