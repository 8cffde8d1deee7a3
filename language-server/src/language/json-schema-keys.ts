import type { YamlShape } from './frontmatter-keys';

const text = (description: string): YamlShape => ({ description });

/** The keywords of JSON Schema that prompts use. Schemas hold schemas, so each level is made when one looks. */
export const jsonSchemaShape: YamlShape = {
  description: 'A JSON Schema.',
  get keys() {
    return KEYWORDS;
  },
};

const schemas = (description: string): YamlShape => ({ description, rest: jsonSchemaShape });
const list = (description: string): YamlShape => ({ description, items: jsonSchemaShape });

const KEYWORDS: Readonly<Record<string, YamlShape>> = {
  type: {
    description: 'The type of the value.',
    values: ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'],
  },
  description: text('What the value is for. Models read it.'),
  properties: schemas('The properties of an object, by name.'),
  required: { description: 'Names of the properties that must be there.', items: text('A property.') },
  items: {
    description: 'What every item of a list is.',
    get keys() {
      return KEYWORDS;
    },
  },
  enum: { description: 'The only values.', items: text('A value.') },
  const: text('The only value.'),
  default: text('The value when there is none.'),
  additionalProperties: { description: 'Whether there may be other properties.', values: ['false', 'true'] },
  minimum: text('The least number.'),
  maximum: text('The greatest number.'),
  exclusiveMinimum: text('All numbers above this one.'),
  exclusiveMaximum: text('All numbers below this one.'),
  multipleOf: text('The number is a multiple of this one.'),
  minLength: text('The least number of characters.'),
  maxLength: text('The greatest number of characters.'),
  pattern: text('A regular expression that the text matches.'),
  format: {
    description: 'What kind of text it is.',
    values: ['date', 'date-time', 'time', 'email', 'uri', 'uuid', 'hostname', 'ipv4', 'ipv6'],
  },
  minItems: text('The least number of items.'),
  maxItems: text('The greatest number of items.'),
  uniqueItems: { description: 'Whether all items differ.', values: ['true', 'false'] },
  anyOf: list('At least one of these holds.'),
  oneOf: list('Exactly one of these holds.'),
  allOf: list('All of these hold.'),
  title: text('A short name.'),
  examples: { description: 'Values that fit.', items: text('A value.') },
  $ref: text('Another schema: `#/$defs/name`.'),
  $defs: schemas('Schemas that `$ref` names.'),
};
